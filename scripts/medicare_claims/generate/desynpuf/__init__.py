"""A seeded CMS DE-SynPUF sample: exact layout, CMS's quirks, an answer key that agrees."""

from medicare_claims.generate.cohorts import DeliverySummary, GenerateSummary
from medicare_claims.generate.desynpuf.generator import generate_desynpuf
from medicare_claims.generate.desynpuf.options import GenerateOptions
from medicare_claims.generate.writing import WrittenFile

__all__ = [
    "DeliverySummary",
    "GenerateOptions",
    "GenerateSummary",
    "WrittenFile",
    "generate_desynpuf",
]
