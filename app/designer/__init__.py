"""The designer of procedures: draws BPMN 2.0, checks it, tries it, publishes it."""
