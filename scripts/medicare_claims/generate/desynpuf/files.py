"""The eight files of a sample, named as CMS names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medicare_claims.generate.desynpuf.calendar import YEARS
from medicare_claims.layouts.desynpuf import (
    BENEFICIARY_SUMMARY,
    CARRIER_CLAIMS,
    INPATIENT_CLAIMS,
    OUTPATIENT_CLAIMS,
    PRESCRIPTION_DRUG_EVENTS,
)

if TYPE_CHECKING:
    from medicare_claims.layouts.layout import Dataset


@dataclass(frozen=True, slots=True)
class SampleFile:
    """One of the files; *pattern* is its name without extension, `{sample}` in place."""

    dataset: Dataset
    pattern: str

    def name(self, sample: int, extension: str) -> str:
        """Return the file's name."""
        return f"{self.pattern.format(sample=sample)}.{extension}"


SUMMARIES = {
    year: SampleFile(
        BENEFICIARY_SUMMARY, f"DE1_0_{year}_Beneficiary_Summary_File_Sample_{{sample}}"
    )
    for year in YEARS
}
INPATIENT = SampleFile(INPATIENT_CLAIMS, "DE1_0_2008_to_2010_Inpatient_Claims_Sample_{sample}")
OUTPATIENT = SampleFile(OUTPATIENT_CLAIMS, "DE1_0_2008_to_2010_Outpatient_Claims_Sample_{sample}")
CARRIER_A = SampleFile(CARRIER_CLAIMS, "DE1_0_2008_to_2010_Carrier_Claims_Sample_{sample}A")
CARRIER_B = SampleFile(CARRIER_CLAIMS, "DE1_0_2008_to_2010_Carrier_Claims_Sample_{sample}B")
FILLS = SampleFile(
    PRESCRIPTION_DRUG_EVENTS, "DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_{sample}"
)

SAMPLE_FILES = (*SUMMARIES.values(), CARRIER_A, CARRIER_B, INPATIENT, OUTPATIENT, FILLS)
