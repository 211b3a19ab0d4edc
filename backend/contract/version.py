"""The wire's version: apart from the program's, it moves only when a message changes shape."""

CONTRACT_VERSION = 4
