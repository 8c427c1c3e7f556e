"""Seeded feeds of an insurer's billing system, and a list of every fault planted in them."""

from medicare_claims.generate.feeds.generator import generate_feeds
from medicare_claims.generate.feeds.options import FeedsOptions

__all__ = ["FeedsOptions", "generate_feeds"]
