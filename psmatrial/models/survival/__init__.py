"""Time to an event: curves, tests and models of patients who were followed up for different times."""
