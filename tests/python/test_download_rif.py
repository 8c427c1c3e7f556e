"""`claims download rif`: two zips and a CSV, each whole and holding what its name tells."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from loopback import Heard, Site, ranged, status, whole
from typer.testing import CliRunner

from medicare_claims.commands import download as command
from medicare_claims.commands.download import app
from medicare_claims.download.folder import Status, download_all
from medicare_claims.download.rif_checks import check
from medicare_claims.download.rif_files import RemoteRif, rif_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BENEFICIARIES, FILLS, CLAIMS = rif_files()


def rows_of(place: int, file: RemoteRif) -> bytes:
    """Write a header and two rows of the member at *place*."""
    dataset = file.members[place].dataset
    names = dataset.layouts[0].names
    row = "|".join([f"-1000{place}", *[""] * (len(names) - 1)])
    return f"{'|'.join(names)}\n{row}\n{row}\n".encode()


def zip_with(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def members_of(file: RemoteRif) -> dict[str, bytes]:
    return {member.name: rows_of(place, file) for place, member in enumerate(file.members)}


def body(file: RemoteRif) -> bytes:
    return zip_with(members_of(file)) if file.is_zip else rows_of(0, file)


class Run:
    """Downloads what a site on loopback serves, into *folder*."""

    def __init__(self, folder: Path, site: Site, client: httpx.Client) -> None:
        self.folder, self.site, self.client = folder, site, client
        self.heard = Heard()

    def __call__(self, file: RemoteRif, *answers) -> Status:
        address = self.site.serve("/file", *answers)
        (outcome,) = download_all(
            [replace(file, addresses=(address,))],
            self.folder,
            self.client,
            lambda file, path: check(file, path, self.heard),
            self.heard,
            (0,),
            lambda _: None,
        )
        return outcome.status


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    site = Site()
    with httpx.Client(timeout=5, trust_env=False) as client:
        yield Run(tmp_path / "raw", site, client)
    site.close()


def test_a_release_is_two_zips_and_a_csv_over_nineteen_files() -> None:
    assert [file.name for file in rif_files()] == [
        "All Beneficiary Years.zip",
        "pde.csv",
        "All FFS Claims.zip",
    ]
    assert [len(file.members) for file in rif_files()] == [11, 1, 7]
    for file in rif_files():
        (address,) = file.addresses
        assert address.startswith("https://data.cms.gov/")
        assert address.rpartition("/")[2].replace("%20", " ") == file.name


@pytest.mark.parametrize("file", rif_files(), ids=lambda file: file.name)
def test_a_whole_file_is_fetched_and_then_known_to_be_complete(run: Run, file: RemoteRif) -> None:
    assert run(file, ranged(body(file))) is Status.FETCHED
    assert f"fetched, {2 * len(file.members)} rows" in run.heard.text
    assert (run.folder / file.name).read_bytes() == body(file)

    assert run(file, status(500)) is Status.ALREADY_COMPLETE


def test_a_broken_transfer_goes_on_where_it_broke(run: Run) -> None:
    assert run(CLAIMS, ranged(body(CLAIMS), breaks_after=9_000), ranged(body(CLAIMS))) is (
        Status.FETCHED
    )
    assert run.site.ranges() == [None, "bytes=9000-"]


def test_members_may_lie_in_a_folder_and_be_copies_with_others_beside_them(run: Run) -> None:
    members = {
        f"FFS/{name.upper().replace('.CSV', ' - Copy.CSV')}": content
        for name, content in members_of(CLAIMS).items()
    }

    assert run(CLAIMS, whole(zip_with({"readme.txt": b"", **members}))) is Status.FETCHED


def without_hospice() -> bytes:
    return zip_with({k: v for k, v in members_of(CLAIMS).items() if k != "hospice.csv"})


def hospice_as_hha() -> bytes:
    members = members_of(CLAIMS)
    return zip_with(members | {"hha.csv": members["hospice.csv"] + b"-1\n"})


def one_year_twice() -> bytes:
    members = members_of(BENEFICIARIES)
    return zip_with(members | {"beneficiary_2016.csv": members["beneficiary_2015.csv"]})


def without_rows() -> bytes:
    return rows_of(0, FILLS).splitlines(keepends=True)[0]


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        (CLAIMS, without_hospice(), "the zip holds none of the files expected in it"),
        (CLAIMS, hospice_as_hha(), "the header of hha.csv is not that of hha_claims"),
        (CLAIMS, body(CLAIMS)[:-40], "the zip is cut short or damaged"),
        (BENEFICIARIES, one_year_twice(), "beneficiary_2016.csv is that of beneficiary_2015.csv"),
        (BENEFICIARIES, b"<html>moved</html>", "a web page, not a zip"),
        (FILLS, b"<html>moved</html>", "a web page, not a CSV"),
        (FILLS, rows_of(0, FILLS)[:-20], "cut short: its last row has"),
        (FILLS, rows_of(0, CLAIMS), "the header of pde.csv.part is not that of prescription_drug"),
        (FILLS, without_rows(), "holds a header and no row"),
    ],
)
def test_a_wrong_file_is_refused_kept_aside_and_named(
    run: Run, file: RemoteRif, content: bytes, reason: str
) -> None:
    assert run(file, whole(content)) is Status.FAILED
    assert reason in run.heard.text
    assert (run.folder / f"{file.name}.refused").read_bytes() == content
    assert not (run.folder / file.name).exists()


def test_the_command_fetches_all_three_and_fails_if_one_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = [
        replace(file, addresses=(run.site.serve(f"/{place}", whole(body(file))),))
        for place, file in enumerate(rif_files()[:2])
    ]
    missing = replace(CLAIMS, addresses=(run.site.serve("/none", status(404)),))
    monkeypatch.setattr(command, "rif_files", lambda: (*served, missing))

    result = CliRunner().invoke(app, ["rif", "--to", str(run.folder)])

    assert "2 fetched, 1 failed" in result.output
    assert "1 of 3 files failed: All FFS Claims.zip" in str(result.exception)
    assert {path.name for path in run.folder.iterdir()} == {
        ".lock",
        "All Beneficiary Years.zip",
        "pde.csv",
    }
