"""Coverage in the processes that tests start: it doubles their time, so it is kept to where it tells something."""

import os

TRACED = "COVERAGE_PROCESS_CONFIG"  # where it is set, a Python process that starts is traced


def untraced(**variables):
    """The environment, with these variables besides, for a process that others' code runs in."""
    return {name: value for name, value in os.environ.items() if name != TRACED} | variables
