"""What measures speed. Nothing here is installed, and no test asserts a time."""
