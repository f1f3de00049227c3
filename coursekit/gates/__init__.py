"""The reference gates."""
