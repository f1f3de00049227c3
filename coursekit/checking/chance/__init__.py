"""Checking what is random: initialisers, dropout, samplers, shuffles, by tests that are hardly ever wrong."""
