from __future__ import annotations

import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import httpx
import pytest

from medicare_claims.cli import main
from medicare_claims.download.desynpuf_files import SAMPLES, desynpuf_files, everybody

PROJECT = Path(__file__).parents[2]

FILES = desynpuf_files(SAMPLES)


def addresses_of(name: str) -> tuple[str, ...]:
    (file,) = (file for file in FILES if file.name == name)
    return file.addresses


def claims(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["claims", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_each_of_the_twenty_samples_has_its_eight_files():
    eight = Counter(
        [
            ("beneficiary_summary", 2008, None),
            ("beneficiary_summary", 2009, None),
            ("beneficiary_summary", 2010, None),
            ("inpatient_claims", None, None),
            ("outpatient_claims", None, None),
            ("carrier_claims", None, "A"),
            ("carrier_claims", None, "B"),
            ("prescription_drug_events", None, None),
        ]
    )
    for sample in range(1, 21):
        files = desynpuf_files([sample])
        assert Counter((f.dataset.name, f.year, f.part) for f in files) == eight
        assert {f.sample for f in files} == {sample}
    assert len(FILES) == 160


def test_no_name_and_no_address_stands_twice():
    addresses = [address for file in FILES for address in file.addresses]

    assert len({file.name for file in FILES}) == 160
    assert len(set(addresses)) == len(addresses) == 320


def test_addresses_are_of_cms():
    for file in FILES:
        for address in map(httpx.URL, file.addresses):
            assert address.scheme in ("https", "http")
            assert address.host in ("www.cms.gov", "downloads.cms.gov")
            assert address.path.endswith(".zip")


def test_an_address_ends_in_the_name_of_its_file_but_for_the_known_ones():
    odd = {
        address.rpartition("/")[2]
        for file in FILES
        for address in file.addresses
        if address.rpartition("/")[2].lower() != file.name.lower()
    }

    assert odd == {
        "DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.csv.zip",
        "DE1_0_2010_Beneficiary_Summary_File_Sample_20.zip",
    }


def test_the_irregular_addresses_are_the_ones_known_to_work():
    assert addresses_of("DE1_0_2010_Beneficiary_Summary_File_Sample_1.zip") == (
        "https://www.cms.gov/sites/default/files/2020-09/"
        "DE1_0_2010_Beneficiary_Summary_File_Sample_1.zip",
        "https://www.cms.gov/Research-Statistics-Data-and-Systems/Statistics-Trends-and-Reports/"
        "SynPUFs/Downloads/DE1_0_2010_Beneficiary_Summary_File_Sample_20.zip",
    )
    assert addresses_of("DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.zip")[0] == (
        "http://downloads.cms.gov/files/DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.csv.zip"
    )
    legacy = {file.name for file in FILES if "/statistics-trends-" in file.addresses[0]}
    assert legacy == {
        "DE1_0_2008_Beneficiary_Summary_File_Sample_20.zip",
        "DE1_0_2008_to_2010_Inpatient_Claims_Sample_20.zip",
    }


def test_every_file_fits_its_own_pattern_and_that_of_its_siblings_in_other_samples_only():
    for file in FILES:
        fitting = {other.sample for other in FILES if file.member_pattern.fullmatch(other.member)}
        assert fitting == set(SAMPLES)
        kinds = {
            (other.dataset.name, other.year, other.part)
            for other in FILES
            if file.member_pattern.fullmatch(other.member)
        }
        assert len(kinds) == 1


def test_the_file_that_names_everybody_is_the_first_year_of_each_sample():
    names = {file.sample: file.name for file in FILES if file.names_everybody}

    assert names == {sample: everybody(sample) for sample in SAMPLES}


def test_the_addresses_are_part_of_the_wheel(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")

    assert "medicare_claims/download/desynpuf_files.csv" in zipfile.ZipFile(wheel).namelist()


def test_the_command_explains_itself(monkeypatch, capsys):
    assert claims(monkeypatch, "download", "desynpuf", "--help") == 0

    shown = capsys.readouterr().out
    for words in ("--sample", "--to", "1 to 20, or all", "CLAIMS_HOME", "Exit status"):
        assert words in shown


@pytest.mark.parametrize("word", ["0", "21", "one", "1-3", ""])
def test_a_sample_that_does_not_exist_is_wrong_use(monkeypatch, capsys, word):
    assert claims(monkeypatch, "download", "desynpuf", "--sample", "1", "--sample", word) == 2

    assert "samples 1 to 20; give one of them, or all" in capsys.readouterr().err


def test_without_a_sample_it_is_the_first_and_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CLAIMS_HOME", str(tmp_path))
    (tmp_path / "raw").write_text("a file where a folder should be: nothing is fetched")

    assert claims(monkeypatch, "download", "desynpuf") == 1

    shown = capsys.readouterr()
    assert "No --sample given: fetching sample 1 of 20." in shown.out
    assert f"claims: {tmp_path}/raw/desynpuf cannot be used" in shown.err
