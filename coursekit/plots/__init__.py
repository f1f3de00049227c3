"""Pictures of results: each function takes a result and returns a matplotlib `Figure`, without a display or pyplot.

The widgets show the same results, and hand these pictures out where no kernel runs.
"""
