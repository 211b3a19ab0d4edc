"""Messages to people: who, by which channel, in which words, when, how often again, and until whom."""
