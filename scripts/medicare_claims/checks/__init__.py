"""Checks of the project itself that no other tool makes; `make lint` runs them."""
