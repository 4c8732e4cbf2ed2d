"""The pure planning core: plain data in, plain data out. README.md has the model on one page."""
