"""Seeded source files in the exact layout of the systems the warehouse reads."""
