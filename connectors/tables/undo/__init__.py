"""Undoing an import: what was before comes back, row by row, except where somebody has changed a row since."""
