"""Case files: what a kind of case is, how one changes, when it is due. Pure: no clock, no input or output."""
