"""Checking gates: `check` and what it is made of. Import names from `coursekit`; nothing is imported here."""
