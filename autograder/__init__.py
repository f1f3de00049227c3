"""Grading of notebooks: a student's code never shares a process with what judges it."""
