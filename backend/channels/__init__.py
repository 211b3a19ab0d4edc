"""Ways to reach people: one file is one kind of channel."""
