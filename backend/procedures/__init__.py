"""Procedures: BPMN 2.0 drawings read, judged and run; pure, time is an argument."""
