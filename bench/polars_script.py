"""All CSV files of DE-SynPUF straight to the member-year answer, in Polars, lazy and streaming.

The same answer as `duckdb_script.sql` gives, to two Parquet files in the folder it is run in:
`member_year_spend.parquet` and `member_year_top_diagnoses.parquet`. It is a process of its own:

    python polars_script.py INPUTS.json

where the JSON object has lists of paths: `beneficiary`, `carrier`, `inpatient`, `outpatient`,
`fill`. `POLARS_MAX_THREADS` limits the threads.

What was tried for the thirteen slots of a carrier claim: a list of structs exploded takes seven
times as long as what stands here, and a scan of the files for each slot three times; slots taken
from a frame in memory as long, and twice the memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl

CENTS = pl.Decimal(9, 2)
DOLLARS = pl.Decimal(18, 2)
SLOTS = range(1, 14)
MEMBER_YEAR = ("member", "year")

SLOT_AMOUNTS = {
    "LINE_NCH_PMT_AMT": "paid",
    "LINE_ALOWD_CHRG_AMT": "allowed",
    "LINE_BENE_PTB_DDCTBL_AMT": "deductible",
    "LINE_COINSRNC_AMT": "coinsurance",
    "LINE_BENE_PRMRY_PYR_PD_AMT": "payer",
}
SLOT_CODES = {
    "LINE_PRCSG_IND_CD": "indicator",
    "TAX_NUM": "tax",
    "PRF_PHYSN_NPI": "npi",
    "LINE_ICD9_DGNS_CD": "diagnosis",
}

LINE = pl.Schema(
    {
        "type": pl.String,
        "member": pl.String,
        "year": pl.Int16,
        "claim": pl.Int64,
        "paid": CENTS,
        "allowed": CENTS,
        "share": CENTS,
        "reported": CENTS,
        "payer": CENTS,
        "billing": pl.String,
        "rendering": pl.String,
        "diagnosis": pl.String,
    }
)
"""A line that counts, or null but for member and year: a claim's member-year appears anyhow.

`share` is the beneficiary's, `reported` the same as CMS adds it up: missing where a part is."""


def main(inputs: Path) -> None:
    """Write the answer for the files that *inputs* lists."""
    files: dict[str, list[str]] = json.loads(inputs.read_text(encoding="utf-8"))
    lines = (
        pl.concat([carrier_lines(files["carrier"]), institutional_lines(files)])
        .collect(engine="streaming")
        .lazy()
    )
    spend, diagnoses = pl.collect_all(
        [
            member_years(lines, pharmacy(files["fill"]), enrollment(files["beneficiary"])),
            top_diagnoses(lines),
        ],
        engine="streaming",
    )
    spend.write_parquet("member_year_spend.parquet")
    diagnoses.write_parquet("member_year_top_diagnoses.parquet")


def scan(files: list[str], types: dict[str, pl.DataType | type[pl.DataType]]) -> pl.LazyFrame:
    """Return the rows of *files*, every column text but those of *types*."""
    return pl.scan_csv(files, infer_schema=False, schema_overrides=types)


def member() -> pl.Expr:
    """Return a beneficiary's id."""
    return pl.col("DESYNPUF_ID").alias("member")


def year_of(day: pl.Expr) -> pl.Expr:
    """Return the year of *day*, a number as in 20081231."""
    return (day // 10_000).cast(pl.Int16).alias("year")


def carrier_lines(files: list[str]) -> pl.LazyFrame:
    """Return the lines of carrier claims; the slots are taken apart batch by batch."""
    amounts = {f"{column}_{slot}": CENTS for column in SLOT_AMOUNTS for slot in SLOTS}
    claims = scan(files, {"CLM_ID": pl.Int64, "CLM_THRU_DT": pl.Int32, **amounts})
    return claims.select(
        member(),
        year_of(pl.col("CLM_THRU_DT")),
        pl.col("CLM_ID").alias("claim"),
        pl.coalesce(f"ICD9_DGNS_CD_{number}" for number in range(1, 9)).alias("first_diagnosis"),
        *(f"{column}_{slot}" for slot in SLOTS for column in (*SLOT_AMOUNTS, *SLOT_CODES)),
    ).map_batches(lines_of_slots, streamable=True, schema=LINE)


def lines_of_slots(claims: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of *claims*; the first one stays even where it does not count."""
    lines = pl.concat([slot_lines(claims, slot) for slot in SLOTS])
    share = pl.col("deductible").fill_null(0) + pl.col("coinsurance").fill_null(0)
    figures = {
        "claim": pl.col("claim"),
        "paid": pl.col("paid").fill_null(0),
        "allowed": pl.col("allowed").fill_null(0),
        "share": share,
        "reported": pl.col("deductible") + pl.col("coinsurance"),
        "payer": pl.col("payer").fill_null(0),
        "billing": pl.coalesce("tax", pl.lit("npi:") + pl.col("npi")),
        "rendering": pl.col("npi"),
        "diagnosis": pl.coalesce("diagnosis", "first_diagnosis"),
    }
    return as_lines(lines, "carrier", figures)


def slot_lines(claims: pl.DataFrame, slot: int) -> pl.DataFrame:
    """Return what counts of *slot*, and all of slot 1."""
    names = {f"{column}_{slot}": name for column, name in (SLOT_AMOUNTS | SLOT_CODES).items()}
    indicator = pl.col(f"LINE_PRCSG_IND_CD_{slot}")
    some_allowed = pl.col(f"LINE_ALOWD_CHRG_AMT_{slot}") > 0
    counts = (indicator == "A") | (indicator.is_in(["R", "S"]) & some_allowed)
    if slot == 1:
        kept = claims.with_columns(counts.fill_null(value=False).alias("counts"))
    else:
        kept = claims.filter(counts).with_columns(pl.lit(value=True).alias("counts"))
    return kept.select(*MEMBER_YEAR, "claim", "first_diagnosis", "counts", *names).rename(names)


def as_lines(
    rows: pl.DataFrame | pl.LazyFrame, claim_type: str, figures: dict[str, pl.Expr]
) -> pl.DataFrame | pl.LazyFrame:
    """Return *rows* as lines, with *figures* where they count."""
    return rows.select(
        pl.lit(claim_type).alias("type"),
        "member",
        pl.col("year").fill_null(0),
        *(
            pl.when("counts").then(figure).cast(LINE[name]).alias(name)
            for name, figure in figures.items()
        ),
    )


def institutional_lines(files: dict[str, list[str]]) -> pl.LazyFrame:
    """Return the segments of inpatient and outpatient claims; the first ones count."""
    inpatient = segments(
        files["inpatient"],
        day=pl.coalesce("CLM_THRU_DT", "NCH_BENE_DSCHRG_DT"),
        pass_through=pl.col("CLM_PASS_THRU_PER_DIEM_AMT") * pl.col("CLM_UTLZTN_DAY_CNT"),
        deductible="NCH_BENE_IP_DDCTBL_AMT",
        coinsurance="NCH_BENE_PTA_COINSRNC_LBLTY_AM",
    )
    outpatient = segments(
        files["outpatient"],
        day=pl.col("CLM_THRU_DT"),
        pass_through=pl.lit(0),
        deductible="NCH_BENE_PTB_DDCTBL_AMT",
        coinsurance="NCH_BENE_PTB_COINSRNC_AMT",
    )
    return pl.concat(
        [segment_lines(inpatient, "inpatient"), segment_lines(outpatient, "outpatient")]
    )


def segments(
    files: list[str], *, day: pl.Expr, pass_through: pl.Expr, deductible: str, coinsurance: str
) -> pl.LazyFrame:
    """Return the segments of *files*, those left out that only repeat a member-year.

    A later segment without a date falls in the year of its claim's first one, which is there.
    """
    amounts = (
        *("CLM_PMT_AMT", "NCH_PRMRY_PYR_CLM_PD_AMT", "NCH_BENE_BLOOD_DDCTBL_LBLTY_AM"),
        *("CLM_PASS_THRU_PER_DIEM_AMT", deductible, coinsurance),
    )
    numbers = ("CLM_THRU_DT", "NCH_BENE_DSCHRG_DT", "CLM_UTLZTN_DAY_CNT", "SEGMENT")
    rows = scan(
        files,
        {"CLM_ID": pl.Int64} | dict.fromkeys(numbers, pl.Int32) | dict.fromkeys(amounts, CENTS),
    ).select(
        member(),
        year_of(day),
        pl.col("CLM_ID").alias("claim"),
        (pl.col("SEGMENT") == 1).alias("counts"),
        (pl.col("CLM_PMT_AMT") + pass_through.fill_null(0)).alias("paid"),
        pl.col(deductible).alias("deductible"),
        pl.col(coinsurance).alias("coinsurance"),
        pl.col("NCH_BENE_BLOOD_DDCTBL_LBLTY_AM").alias("blood"),
        pl.col("NCH_PRMRY_PYR_CLM_PD_AMT").alias("payer"),
        pl.col("PRVDR_NUM").alias("provider"),
        pl.col("AT_PHYSN_NPI").alias("physician"),
        pl.coalesce(f"ICD9_DGNS_CD_{number}" for number in range(1, 11)).alias("diagnosis"),
    )
    dated = pl.col("counts") | pl.col("year").is_not_null()
    first_segments = rows.filter("counts").select("claim")
    undated = rows.filter(~dated).join(first_segments, on="claim", how="anti")
    return pl.concat([rows.filter(dated), undated])


def segment_lines(rows: pl.LazyFrame, claim_type: str) -> pl.LazyFrame:
    """Return *rows*, segments, as lines."""
    paid, payer = pl.col("paid").fill_null(0), pl.col("payer").fill_null(0)
    parts = ("deductible", "coinsurance", "blood")
    share = sum((pl.col(part).fill_null(0) for part in parts[1:]), pl.col(parts[0]).fill_null(0))
    figures = {
        "claim": pl.col("claim"),
        "paid": paid,
        "allowed": paid + payer + share,
        "share": share,
        "reported": pl.col("deductible") + pl.col("coinsurance") + pl.col("blood"),
        "payer": payer,
        "billing": pl.lit("ccn:") + pl.col("provider"),
        "rendering": pl.col("physician"),
        "diagnosis": pl.col("diagnosis"),
    }
    return as_lines(rows, claim_type, figures)


def pharmacy(files: list[str]) -> pl.LazyFrame:
    """Return the fills of each member-year: dollars and count."""
    gross, patient = pl.col("TOT_RX_CST_AMT").fill_null(0), pl.col("PTNT_PAY_AMT").fill_null(0)
    fills = scan(
        files, {"SRVC_DT": pl.Int32, "TOT_RX_CST_AMT": CENTS, "PTNT_PAY_AMT": CENTS}
    ).select(
        member(),
        year_of(pl.col("SRVC_DT")).fill_null(0),
        gross.alias("gross"),
        pl.max_horizontal(gross - patient, pl.lit(0, CENTS)).alias("plan"),
        patient.alias("patient"),
    )
    return fills.group_by(MEMBER_YEAR).agg(
        *(dollars(pl.col(name)).alias(name) for name in ("gross", "plan", "patient")),
        pl.len().alias("fills"),
    )


def enrollment(files: list[str]) -> pl.LazyFrame:
    """Return the member-years of the Beneficiary Summary; the year is in a file's name."""
    year = pl.col("path").str.extract(r"_(\d{4})_[^/]*$").cast(pl.Int16).alias("year")
    rows = pl.scan_csv(files, infer_schema=False, include_file_paths="path")
    return rows.select(member(), year, pl.lit(value=True).alias("is_enrolled"))


def dollars(amounts: pl.Expr) -> pl.Expr:
    """Return the sum of *amounts*, as wide as a sum may become."""
    return amounts.sum().cast(DOLLARS)


def member_years(lines: pl.LazyFrame, fills: pl.LazyFrame, enrolled: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per member-year."""
    types = ("inpatient", "outpatient", "carrier")
    medical = lines.group_by(MEMBER_YEAR).agg(
        *(dollars(pl.col(name)).alias(name) for name in ("allowed", "paid", "share", "payer")),
        *(
            dollars(pl.col(name).filter(pl.col("type") == claim_type)).alias(
                f"{claim_type}_{name}"
            )
            for name in ("paid", "payer", "reported")
            for claim_type in types
        ),
        *(
            pl.col("claim").filter(pl.col("type") == claim_type).count().alias(counted)
            for claim_type, counted in (("inpatient", "stays"), ("outpatient", "visits"))
        ),
    )
    joined = (
        medical.join(fills, on=MEMBER_YEAR, how="full", coalesce=True)
        .join(enrolled, on=MEMBER_YEAR, how="full", coalesce=True)
        .join(providers(lines, "billing"), on=MEMBER_YEAR, how="left")
        .join(providers(lines, "rendering"), on=MEMBER_YEAR, how="left")
    )
    filled = joined.with_columns(
        pl.col("is_enrolled").fill_null(value=False),
        pl.exclude(*MEMBER_YEAR, "is_enrolled").fill_null(0),
    )
    by_type = {
        f"{claim_type}_{column}": f"{claim_type}_{name}"
        for name, column in (
            ("paid", "paid_amount"),
            ("payer", "primary_payer_paid_amount"),
            ("reported", "reported_beneficiary_responsibility_amount"),
        )
        for claim_type in types
    }
    return filled.select(
        pl.col("member").alias("beneficiary_id"),
        pl.col("year").alias("claim_year"),
        (pl.col("allowed") + pl.col("gross")).alias("total_allowed_amount"),
        (pl.col("paid") + pl.col("plan")).alias("total_paid_amount"),
        pl.col("allowed").alias("medical_allowed_amount"),
        pl.col("paid").alias("medical_paid_amount"),
        *(pl.col(name).alias(column) for column, name in by_type.items()),
        pl.col("gross").alias("rx_gross_amount"),
        pl.col("plan").alias("rx_plan_paid_amount"),
        pl.col("patient").alias("rx_patient_paid_amount"),
        (pl.col("gross") - pl.col("plan") - pl.col("patient")).alias("rx_other_paid_amount"),
        pl.col("share").alias("beneficiary_responsibility_amount"),
        pl.col("payer").alias("primary_payer_paid_amount"),
        pl.col("stays").alias("inpatient_stay_count"),
        pl.col("visits").alias("outpatient_visit_count"),
        pl.col("fills").alias("rx_fill_count"),
        pl.col("billing").alias("billing_provider_count"),
        pl.col("rendering").alias("rendering_provider_count"),
        "is_enrolled",
    )


def providers(lines: pl.LazyFrame, role: str) -> pl.LazyFrame:
    """Return how many providers a member-year had in *role*."""
    return (
        lines.select(*MEMBER_YEAR, role)
        .drop_nulls(role)
        .unique()
        .group_by(MEMBER_YEAR)
        .agg(pl.len().alias(role))
    )


def top_diagnoses(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return the five diagnoses of each member-year that cost most."""
    by_diagnosis = (*MEMBER_YEAR, "diagnosis")
    costly = (
        lines.drop_nulls("diagnosis")
        .group_by(*by_diagnosis, "claim")
        .agg(dollars(pl.col("paid")).alias("paid"))
        .group_by(by_diagnosis)
        .agg(dollars(pl.col("paid")).alias("paid"), pl.len().alias("claims"))
        .filter(pl.col("paid") > 0)
    )
    # Most dollars first, then most claims, then by code.
    greatest_first = costly.sort(
        *MEMBER_YEAR, "paid", "claims", "diagnosis", descending=[False, False, True, True, False]
    )
    rank = pl.int_range(1, pl.len() + 1).over(MEMBER_YEAR).cast(pl.Int16).alias("rank")
    return (
        greatest_first.with_columns(rank)
        .filter(pl.col("rank") <= 5)
        .select(
            pl.col("member").alias("beneficiary_id"),
            pl.col("year").alias("claim_year"),
            pl.col("rank").alias("diagnosis_rank"),
            pl.col("diagnosis").alias("diagnosis_code"),
            pl.col("paid").alias("paid_amount"),
            pl.col("claims").alias("claim_count"),
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
