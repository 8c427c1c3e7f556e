"""The files of `claims generate desynpuf`: layout, names, determinism, and how they appear."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from medicare_claims.errors import ClaimsError, UsageError
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf
from medicare_claims.generate.desynpuf.files import SAMPLE_FILES
from medicare_claims.layouts.layout import Kind

SMALL = GenerateOptions(seed=3, beneficiaries=60, file_format="csv")

NAMES = {
    "DE1_0_2008_Beneficiary_Summary_File_Sample_1",
    "DE1_0_2009_Beneficiary_Summary_File_Sample_1",
    "DE1_0_2010_Beneficiary_Summary_File_Sample_1",
    "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1",
    "DE1_0_2008_to_2010_Outpatient_Claims_Sample_1",
    "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A",
    "DE1_0_2008_to_2010_Carrier_Claims_Sample_1B",
    "DE1_0_2008_to_2010_Prescription_Drug_Events_Sample_1",
}


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="ascii", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    generate_desynpuf(SMALL, folder)
    return folder


# --- layout -------------------------------------------------------------------------------------


def test_a_sample_has_cms_eight_files(small: Path) -> None:
    assert {path.stem for path in small.glob("*.csv")} == NAMES


def test_headers_are_those_of_the_layout_each_name_in_quotes(small: Path) -> None:
    for file in SAMPLE_FILES:
        header = (small / file.name(1, "csv")).read_bytes().split(b"\r\n")[0].decode()

        assert header == ",".join(f'"{column.name}"' for column in file.dataset.columns)


def genuine_files() -> list[Path]:
    folder = os.environ.get("CLAIMS_GENUINE_DATA")
    if folder is None:
        pytest.skip("CLAIMS_GENUINE_DATA is not set: nothing to compare with")
    files = sorted((Path(folder) / "desynpuf" / "sample2_500_all_files").glob("*.zip"))
    assert files, f"no genuine files in {folder}"
    return files


def test_headers_and_line_ends_are_those_of_cms_own_files(small: Path) -> None:
    for genuine in genuine_files():
        with zipfile.ZipFile(genuine) as archive, archive.open(archive.namelist()[0]) as member:
            first_line = member.readline()
        ours = small / genuine.name.replace("Sample_2", "Sample_1").replace(".zip", ".csv")

        with ours.open("rb") as file:
            assert file.readline() == first_line


def test_amounts_dates_and_numbers_are_written_as_in_cms_own_files(small: Path) -> None:
    kinds = {column.name: column.kind for file in SAMPLE_FILES for column in file.dataset.columns}
    for genuine in genuine_files():
        with zipfile.ZipFile(genuine) as archive, archive.open(archive.namelist()[0]) as member:
            theirs = list(csv.reader(TextIOWrapper(member, encoding="ascii", newline="")))
        ours = small / genuine.name.replace("Sample_2", "Sample_1").replace(".zip", ".csv")
        names, *our_rows = rows(ours)
        their_shapes = [
            {shape(value) for value in set(column)} for column in zip(*theirs, strict=True)
        ]
        for place, name in enumerate(names):
            # That extract keeps five of each repeated group, and first segments only.
            number = re.search(r"_(\d+)$", name)
            if (
                kinds[name] is not Kind.CODE
                and name != "CLM_ID"
                and not (number and int(number[1]) > 5)
            ):
                ours_here = {
                    shape(value) for value in {row[place] for row in our_rows if row[2] != "2"}
                }
                assert ours_here <= their_shapes[place], name

        assert b'"' not in ours.read_bytes().split(b"\r\n", 1)[1]


def shape(value: str) -> str:
    if re.fullmatch(r"-?\d+\.\d+", value):
        return "amount" + value[value.index(".") :].replace("0", "9")
    if re.fullmatch(r"\d{8}", value):
        return "date"
    if re.fullmatch(r"[0-9A-F]{16}", value):
        return "beneficiary"
    return re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", value))


def test_rows_are_as_wide_as_the_header_and_sorted_by_beneficiary(small: Path) -> None:
    for file in SAMPLE_FILES:
        header, *body = rows(small / file.name(1, "csv"))
        ids = [row[0] for row in body]

        assert {len(row) for row in body} == {len(header)}
        assert ids == sorted(ids)
        assert all(re.fullmatch(r"[0-9A-F]{16}", beneficiary) for beneficiary in ids)


def test_the_carrier_files_are_one_file_cut_in_two(small: Path) -> None:
    first, second = (
        {
            row[0]
            for row in rows(small / f"DE1_0_2008_to_2010_Carrier_Claims_Sample_1{part}.csv")[1:]
        }
        for part in "AB"
    )

    assert max(first) < min(second)


def test_slots_without_a_line_are_blank_with_amounts_of_zero(small: Path) -> None:
    header, *body = rows(small / "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A.csv")
    for row in body:
        claim = dict(zip(header, row, strict=True))
        filled = [bool(claim[f"LINE_PRCSG_IND_CD_{slot}"]) for slot in range(1, 14)]

        assert filled == sorted(filled, reverse=True)
        for slot in range(1 + sum(filled), 14):
            values = {
                name: claim[name]
                for name in header
                if name.endswith(f"_{slot}")
                if "ICD9_DGNS_CD" not in name or "LINE" in name
            }
            assert {value for name, value in values.items() if "AMT" in name} == {"0.00"}
            assert {value for name, value in values.items() if "AMT" not in name} == {""}


def test_claim_numbers_are_unique_over_all_files_and_deliveries(tmp_path: Path) -> None:
    generate_desynpuf(
        GenerateOptions(seed=3, beneficiaries=60, deliveries=2, file_format="csv"), tmp_path
    )
    seen: dict[str, tuple[str, str]] = {}
    for path in tmp_path.rglob("*_to_2010_*.csv"):
        kind = path.stem.rstrip("AB")
        for row in rows(path)[1:]:
            assert re.fullmatch(r"\d{14,15}", row[1])
            # A number seen again is another version of the same claim: same kind of file.
            assert seen.setdefault(row[1], kind) == kind
    assert len(seen) > 4_000


# --- determinism --------------------------------------------------------------------------------


def test_same_options_give_the_same_bytes_whatever_the_hash_seed_and_the_processes(
    tmp_path: Path,
) -> None:
    options = GenerateOptions(seed=5, beneficiaries=260, deliveries=1, processes=1)
    generate_desynpuf(options, tmp_path / "here")

    run = """
import sys
from dataclasses import replace
from pathlib import Path
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf

if __name__ == "__main__":
    options = GenerateOptions(seed=5, beneficiaries=260, deliveries=1, processes=2)
    generate_desynpuf(options, Path(sys.argv[1]))
"""
    script = tmp_path / "run.py"
    script.write_text(run)
    subprocess.run(
        [sys.executable, script, tmp_path / "there"],
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )

    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_zips_hold_one_csv_and_carry_no_time(tmp_path: Path) -> None:
    generate_desynpuf(GenerateOptions(seed=3, beneficiaries=60), tmp_path / "zip")
    generate_desynpuf(SMALL, tmp_path / "csv")

    for path in (tmp_path / "zip").glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            (member,) = archive.infolist()
            assert member.filename == f"{path.stem}.csv"
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert archive.read(member) == (tmp_path / "csv" / member.filename).read_bytes()


def test_another_seed_or_sample_has_other_persons(tmp_path: Path, small: Path) -> None:
    name = "DE1_0_2008_Beneficiary_Summary_File_Sample_{}.csv"
    generate_desynpuf(GenerateOptions(seed=4, beneficiaries=60, file_format="csv"), tmp_path)
    generate_desynpuf(
        GenerateOptions(seed=3, beneficiaries=60, sample=2, file_format="csv"), tmp_path
    )
    people = {row[0] for row in rows(small / name.format(1))[1:]}

    assert not people & {row[0] for row in rows(tmp_path / name.format(1))[1:]}
    assert not people & {row[0] for row in rows(tmp_path / name.format(2))[1:]}


def test_later_deliveries_leave_the_base_and_each_other_as_they_are(
    tmp_path: Path, small: Path
) -> None:
    for deliveries in (1, 2):
        generate_desynpuf(
            GenerateOptions(seed=3, beneficiaries=60, deliveries=deliveries, file_format="csv"),
            tmp_path / str(deliveries),
        )
    base = {name: digest for name, digest in contents(small).items() if name.endswith(".csv")}
    one = contents(tmp_path / "1")
    two = contents(tmp_path / "2")

    assert base.items() <= one.items()
    assert {name: two[name] for name in one} == one
    assert len(two) > len(one)


def test_each_delivery_touches_the_share_given_for_it_and_the_last_share_holds_on(
    tmp_path: Path,
) -> None:
    shared = {"seed": 3, "beneficiaries": 60, "deliveries": 3, "file_format": "csv"}
    alike = generate_desynpuf(GenerateOptions(**shared, change_shares=(0.3,)), tmp_path / "one")
    generate_desynpuf(GenerateOptions(**shared, change_shares=(0.3, 0.05)), tmp_path / "two")

    carrier = "DE1_0_2008_to_2010_Carrier_Claims_Sample_1A.csv"
    first, second, third = (
        len(rows(tmp_path / "two" / f"delivery_{number:02d}" / carrier)) for number in (1, 2, 3)
    )

    assert contents(tmp_path / "two" / "delivery_01") == contents(tmp_path / "one" / "delivery_01")
    assert len(alike.deliveries) == 4
    assert second < first / 3
    assert third < first / 3


# --- how files appear ---------------------------------------------------------------------------


def test_a_file_of_someone_else_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    stranger = tmp_path / "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.csv"
    stranger.write_text("CMS's own")

    with pytest.raises(ClaimsError, match=r"Inpatient_Claims_Sample_1\.csv exists and is not"):
        generate_desynpuf(SMALL, tmp_path)

    assert set(contents(tmp_path)) == {stranger.name}
    assert stranger.read_text() == "CMS's own"


def test_a_generated_file_that_was_edited_is_refused(tmp_path: Path) -> None:
    generate_desynpuf(SMALL, tmp_path)
    edited = tmp_path / "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.csv"
    edited.write_bytes(edited.read_bytes() + b"more")

    with pytest.raises(ClaimsError, match="is not as `claims generate` wrote it"):
        generate_desynpuf(SMALL, tmp_path)


def test_a_second_run_replaces_what_the_first_wrote_for_the_sample_and_nothing_else(
    tmp_path: Path,
) -> None:
    generate_desynpuf(GenerateOptions(seed=1, beneficiaries=60, deliveries=2), tmp_path)
    generate_desynpuf(GenerateOptions(seed=1, beneficiaries=20, sample=2, deliveries=1), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    sample_2 = {name: digest for name, digest in contents(tmp_path).items() if "_2." in name}

    generate_desynpuf(SMALL, tmp_path)

    left = set(contents(tmp_path))
    assert {name for name in left if "ample_1" in name} == {
        *(f"{name}.csv" for name in NAMES),
        "manifest_sample_1.json",
    }
    assert "notes.txt" in left
    assert sample_2.items() <= contents(tmp_path).items()
    assert not (tmp_path / "delivery_02").exists()


def test_a_run_that_fails_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "delivery_01").write_text("in the way of a folder")

    with pytest.raises(ClaimsError, match=r"cannot write .*delivery_01.*choose another folder"):
        generate_desynpuf(GenerateOptions(seed=1, beneficiaries=60, deliveries=1), tmp_path)

    assert set(contents(tmp_path)) == {"delivery_01"}


def test_what_a_killed_run_left_unfinished_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "delivery_01" / "DE1_0_2008_to_2010_Inpatient_Claims_Sample_1.zip.partial"
    left.parent.mkdir()
    left.write_text("half a file")

    generate_desynpuf(SMALL, tmp_path)

    assert not left.exists()


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        with pytest.raises(ClaimsError, match="another claims command writes to"):
            generate_desynpuf(SMALL, tmp_path)

    assert not contents(tmp_path)


def test_the_manifest_tells_options_rows_and_changes(tmp_path: Path) -> None:
    summary = generate_desynpuf(
        GenerateOptions(seed=9, beneficiaries=60, deliveries=1, file_format="csv"), tmp_path
    )

    manifest = json.loads((tmp_path / "delivery_01" / "manifest_sample_1.json").read_text())

    assert (manifest["seed"], manifest["delivery"]) == (9, 1)
    assert manifest["changes"] == summary.deliveries[1].changes
    for name, written in manifest["files"].items():
        path = tmp_path / "delivery_01" / name
        assert written == {"rows": len(rows(path)) - 1, "bytes": path.stat().st_size}


# --- memory and the command ---------------------------------------------------------------------


PEAK_MEMORY = """
import resource, sys
from pathlib import Path
from medicare_claims.generate.desynpuf import GenerateOptions, generate_desynpuf

generate_desynpuf(
    GenerateOptions(seed=1, beneficiaries=int(sys.argv[1]), file_format="csv"), Path(sys.argv[2])
)
status = Path("/proc/self/status")
if status.exists():
    # The process's own peak: what getrusage tells includes that of the process it came from.
    (peak,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    print(int(peak.split()[1]) // 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024**2)
"""


def test_memory_does_not_grow_with_the_number_of_persons(tmp_path: Path) -> None:
    megabytes = []
    for beneficiaries in ("250", "1000"):
        done = subprocess.run(
            [sys.executable, "-c", PEAK_MEMORY, beneficiaries, tmp_path / beneficiaries],
            check=True,
            capture_output=True,
            text=True,
        )
        megabytes.append(int(done.stdout))

    assert megabytes[1] < 200
    # A cohort's rows alone are 6 MB, its claims twice that: two more of them would show.
    assert megabytes[1] < megabytes[0] + 30


def command(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medicare_claims", "generate", "desynpuf", *map(str, words)],
        capture_output=True,
        text=True,
        env=os.environ | {"CLAIMS_HOME": str(home)},
    )


def test_the_command_writes_below_the_home_and_lists_what_it_wrote(tmp_path: Path) -> None:
    done = command("--seed", "3", "--beneficiaries", "60", home=tmp_path)

    folder = tmp_path / "raw" / "desynpuf"
    assert done.returncode == 0
    assert {path.stem for path in folder.glob("*.zip")} == NAMES
    assert len(done.stdout.splitlines()) == len(NAMES)
    assert "60 rows" in done.stdout
    assert str(folder / "DE1_0_2008_Beneficiary_Summary_File_Sample_1.zip") in done.stdout


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ({"beneficiaries": 0}, "--beneficiaries 0: give a value from 1 to 500,000"),
        ({"beneficiaries": -5}, "--beneficiaries -5: give a value from 1 to 500,000"),
        ({"sample": 21}, "--sample 21: give a value from 1 to 20"),
        ({"deliveries": -1}, "--deliveries -1: give a value from 0 to 99"),
        ({"change_shares": (0.0,)}, "--change-share 0.0: give a value above 0 and at most 0.5"),
        (
            {"change_shares": (0.1, 0.6), "deliveries": 2},
            "--change-share 0.6: give a value above 0",
        ),
        ({"change_shares": (float("nan"),)}, "--change-share nan: give a value above 0 and at"),
        ({"change_shares": (0.1, 0.2)}, "--change-share is given 2 times for 0 later deliveries"),
        ({"file_format": "parquet"}, "--format parquet: give a value of zip or csv"),
    ],
)
def test_options_that_cannot_be_meant_are_wrong_use(option: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=re.escape(sentence)):
        GenerateOptions(seed=1, **option)


def test_wrong_use_ends_with_a_sentence_and_status_2(tmp_path: Path) -> None:
    done = command("--seed", "1", "--format", "parquet", home=tmp_path)

    assert done.returncode == 2
    assert done.stderr == "claims: --format parquet: give a value of zip or csv\n"
    assert not any(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_ends_with_a_sentence_and_status_1(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("no folder")

    done = command("--seed", "1", "--beneficiaries", "5", "--to", tmp_path / "file", home=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"claims: cannot write {tmp_path / 'file'}")
    assert "Traceback" not in done.stderr
