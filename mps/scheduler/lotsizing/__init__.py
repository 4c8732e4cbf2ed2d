"""Lot sizing: set-ups against stock, under capacity. The way in is `search.solve_lots`; README.md has the model."""
