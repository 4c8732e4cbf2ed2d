"""How numbers are written, where Django's own way is not that of our people."""
