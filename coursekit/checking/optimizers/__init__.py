"""Checking optimizers: trajectories, how they are asked for and compared, and the mistakes that explain a wrong one."""
