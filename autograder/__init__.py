"""Grading of notebooks: a student's code never shares a process with what judges it."""

from importlib.metadata import version

__version__ = version("coursekit")
