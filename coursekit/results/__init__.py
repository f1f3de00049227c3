"""Results to look at: frozen dataclasses that the library computes, the pictures draw and the widgets show."""
