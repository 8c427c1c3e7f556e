"""The lake: Parquet files of every accepted row, and the ledger that says which of them count.

`docs/architecture.md` ("The lake") is the contract that this package writes to.
"""
