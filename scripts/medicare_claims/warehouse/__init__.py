"""Building the warehouse with dbt, and reading what stands in it."""
