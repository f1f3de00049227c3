"""The demonstration: a course with a synthetic class, whose every submission is known in advance."""
