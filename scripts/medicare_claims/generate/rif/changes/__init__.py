"""Later deliveries: how records change, and the rows of a change file that say so."""
