"""A seeded release of CMS's Synthetic Medicare RIF: exact layout, known defects, change files."""

from medicare_claims.generate.rif.generator import generate_rif
from medicare_claims.generate.rif.options import RifOptions

__all__ = ["RifOptions", "generate_rif"]
