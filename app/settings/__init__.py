"""The settings window: rules tried on the past, channels switched on, procedures moved to new versions."""
