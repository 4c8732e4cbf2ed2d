"""Lot sizing: set-ups against stock, under capacity. `search.solve_lots(problem, ...)` is the way in; README.md has the model."""
