"""The alarm's life after ISA-18.2: process, operator and signal axes, and the desk's load."""
