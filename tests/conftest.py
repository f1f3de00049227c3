"""Settings for all tests."""

from hypothesis import settings

# The same examples at every run, and no deadline: a test that fails because the machine was busy tells nothing.
settings.register_profile("coursekit", derandomize=True, deadline=None)
settings.load_profile("coursekit")
