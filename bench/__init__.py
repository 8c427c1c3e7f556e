"""How fast the project is, beside scripts that give the same answer: `make bench`."""
