"""Differentiation: numerical now, by tape and by symbols to come."""
