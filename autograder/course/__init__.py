"""A course on disk: its folders, notebooks, results and nbgrader's gradebook."""
