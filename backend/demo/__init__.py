"""The demo city: a feeder process that publishes a storm through the real doors."""
