"""The command line: toancanh <command>."""
