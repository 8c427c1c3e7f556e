"""What the source files look like: datasets and their columns, in file order."""
