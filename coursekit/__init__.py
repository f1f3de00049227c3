"""A NumPy reference library, and a checker, for learning neural networks and backpropagation."""
