"""Fetching source files: addresses, transfers that resume, and a look at what really came."""
