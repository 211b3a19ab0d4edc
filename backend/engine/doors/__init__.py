"""What stands behind the gateway's ports: cases of the register, channels, conversations."""
