"""Settings for all tests."""

from hypothesis import settings

# The same examples at every run, and no deadline: a test that fails because the machine was busy tells nothing.
settings.register_profile("full", derandomize=True, deadline=None)
# A fifth of the examples, for `make check`: pytest --hypothesis-profile=quick
settings.register_profile("quick", settings.get_profile("full"), max_examples=20)
settings.load_profile("full")
