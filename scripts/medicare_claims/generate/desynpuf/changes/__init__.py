"""Later deliveries: what changes, and how."""
