"""Checking learning-rate schedules: functions from the number of a step to its rate."""
