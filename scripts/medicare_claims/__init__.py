"""Medicare claims: from CMS's files to a lake of Parquet, and from there to a warehouse."""
