"""Pure rules of the field: no input or output, no clock; time is an argument."""
