from __future__ import annotations

import hashlib
import io
import os
import random
import threading
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import typer
from loopback import Heard, Site, ranged, send, status, whole, zip_of
from rich.console import Console

from medicare_claims.commands.download import SomeFailed, fetch_all
from medicare_claims.download.archive import WrongFile, read_whole
from medicare_claims.download.desynpuf import download
from medicare_claims.download.desynpuf_checks import DesynpufChecks
from medicare_claims.download.desynpuf_files import RemoteFile, desynpuf_files
from medicare_claims.download.folder import FolderUnusable, Status
from medicare_claims.download.folder_lock import FolderInUse, locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from http.server import BaseHTTPRequestHandler

    from medicare_claims.layouts.layout import Dataset

SAMPLE_1 = {f"{number:016X}" for number in range(1, 41)}
SAMPLE_20 = {f"{number:016X}" for number in range(1001, 1041)}
STILL_ALIVE = set(sorted(SAMPLE_1)[:30])
DIED_LATER = set(sorted(SAMPLE_1)[:35])


# --- what a file may hold -----------------------------------------------------------------------


def csv_of(dataset: Dataset, persons: set[str], year: int | None = None) -> bytes:
    """Write a row a person; *year* makes two years' files differ, as they do."""
    names = [column.name for column in dataset.columns]
    lines = [",".join(f'"{name}"' for name in names)]
    lines += [",".join([person, str(year or "")] + [""] * (len(names) - 2)) for person in persons]
    return ("\r\n".join(lines) + "\r\n").encode()


def cms_file(sample: int, kind: str, year: int | None = None, part: str | None = None):
    (file,) = (
        file
        for file in desynpuf_files([sample])
        if (file.dataset.name, file.year, file.part) == (kind, year, part)
    )
    return replace(file, addresses=(), known_size=None, known_sha256=None)


def zipped(file: RemoteFile, persons: set[str], member: str | None = None) -> bytes:
    return zip_of(member or file.member, csv_of(file.dataset, persons, file.year))


IN_2008 = cms_file(1, "beneficiary_summary", 2008)
IN_2009 = cms_file(1, "beneficiary_summary", 2009)
IN_2010 = cms_file(1, "beneficiary_summary", 2010)
INPATIENT = cms_file(1, "inpatient_claims")
CARRIER_11A = cms_file(11, "carrier_claims", part="A")
SAMPLE_20_IN_2008 = cms_file(20, "beneficiary_summary", 2008)

BODY = zipped(IN_2008, SAMPLE_1)
BIG = zipped(IN_2008, {f"{number:016X}" for number in range(5000)})


# --- running one --------------------------------------------------------------------------------


class Run:
    """Downloads to *folder* and keeps what was said and how long it would have slept."""

    def __init__(self, folder: Path, client: httpx.Client) -> None:
        self.folder = folder
        self.client = client
        self.heard = Heard()
        self.slept: list[float] = []

    def __call__(self, *files: RemoteFile, pauses: tuple[float, ...] = (1, 2, 4)) -> list[Status]:
        outcomes = download(files, self.folder, self.client, self.heard, pauses, self.slept.append)
        return [outcome.status for outcome in outcomes]

    @property
    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir() if path.name != ".lock"}

    def put(self, file: RemoteFile, content: bytes) -> Path:
        self.folder.mkdir(exist_ok=True)
        path = self.folder / file.name
        path.write_bytes(content)
        return path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def run(tmp_path: Path, client: httpx.Client) -> Run:
    return Run(tmp_path / "raw", client)


def at(file: RemoteFile, *addresses: str) -> RemoteFile:
    return replace(file, addresses=addresses)


# --- transfers ----------------------------------------------------------------------------------


def test_a_file_lies_under_its_regular_name_and_nothing_lies_beside_it(site, run):
    assert run(at(IN_2008, site.serve("/de1_0_2008.csv.zip", ranged(BODY)))) == [Status.FETCHED]

    assert run.names == {"DE1_0_2008_Beneficiary_Summary_File_Sample_1.zip"}
    assert (run.folder / IN_2008.name).read_bytes() == BODY
    assert "40 rows of 40 persons" in run.heard.text


def test_a_broken_transfer_goes_on_where_it_broke(site, run):
    address = site.serve(
        "/a", ranged(BIG, breaks_after=50_000), ranged(BIG, breaks_after=30_000), ranged(BIG)
    )

    assert run(at(IN_2008, address)) == [Status.FETCHED]

    assert site.ranges() == [None, "bytes=50000-", "bytes=80000-"]
    assert site.requests[1][1]["if-range"] == '"v1"'
    assert {headers["accept-encoding"] for _, headers in site.requests} == {"identity"}
    assert (run.folder / IN_2008.name).read_bytes() == BIG


def test_attempts_that_bring_something_are_not_counted_as_failures(site, run):
    address = site.serve("/a", *[ranged(BIG, breaks_after=40_000)] * 8, ranged(BIG))

    assert run(at(IN_2008, address), pauses=(1, 2)) == [Status.FETCHED]
    assert set(run.slept) == {1}


def test_a_later_run_goes_on_where_the_last_one_stopped(site, run):
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), status(503), ranged(BIG))

    assert run(at(IN_2008, address), pauses=(0,)) == [Status.FAILED]
    assert (run.folder / f"{IN_2008.name}.part").stat().st_size == 50_000
    assert IN_2008.name not in run.names

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges()[-1] == "bytes=50000-"
    assert run.names == {IN_2008.name}


def test_ctrl_c_leaves_what_a_later_run_continues(site, run):
    address = site.serve("/a", ranged(BIG))
    run.heard = Heard(stop_at=1)

    with pytest.raises(KeyboardInterrupt):
        run(at(IN_2008, address))
    held = (run.folder / f"{IN_2008.name}.part").stat().st_size
    assert 0 < held < len(BIG)
    assert IN_2008.name not in run.names

    run.heard = Heard()
    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges()[-1] == f"bytes={held}-"


def test_a_run_stopped_after_the_last_byte_does_not_ask_again(site, run):
    address = site.serve("/a", ranged(BODY))
    run.heard = Heard(stop_at=len(BODY))
    with pytest.raises(KeyboardInterrupt):
        run(at(IN_2008, address))

    run.heard = Heard()
    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert len(site.requests) == 1


def test_a_server_that_ignores_range_is_read_from_the_start(site, run):
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), whole(BIG, ETag='"v1"'))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert (run.folder / IN_2008.name).read_bytes() == BIG


def test_a_file_that_changed_on_the_server_is_not_pieced_together(site, run):
    changed = zipped(IN_2008, SAMPLE_1)
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), ranged(changed, etag='"v2"'))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert (run.folder / IN_2008.name).read_bytes() == changed


def other_bytes_than_asked_for(handler: BaseHTTPRequestHandler) -> None:
    headers = {"Content_Range": f"bytes 7-{len(BIG) - 1}/{len(BIG)}", "ETag": '"v1"'}
    send(handler, 206, BIG[7:], **headers)


def range_of_another_file(handler: BaseHTTPRequestHandler) -> None:
    headers = {"Content_Range": f"bytes 50000-{len(BIG) - 1}/{len(BIG)}", "ETag": '"v2"'}
    send(handler, 206, BIG[50_000:], **headers)


def range_of_a_longer_file(handler: BaseHTTPRequestHandler) -> None:
    headers = {"Content_Range": f"bytes 50000-{len(BIG) - 1}/{len(BIG) + 1}", "ETag": '"v1"'}
    send(handler, 206, BIG[50_000:], **headers)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (other_bytes_than_asked_for, "other bytes than asked for"),
        (range_of_another_file, "other bytes than asked for"),
        (range_of_a_longer_file, "other bytes than asked for"),
        (status(416, Content_Range=f"bytes */{len(BODY)}"), "another one than before"),
        (status(416), "another one than before"),
    ],
)
def test_a_range_that_does_not_fit_makes_the_transfer_start_over(site, run, answer, words):
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), answer, ranged(BIG))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges() == [None, "bytes=50000-", None]
    assert words in run.heard.text
    assert (run.folder / IN_2008.name).read_bytes() == BIG


def test_a_server_that_gives_less_than_the_range_is_asked_for_the_rest(site, run):
    def a_bite(handler: BaseHTTPRequestHandler) -> None:
        headers = {"Content_Range": f"bytes 50000-69999/{len(BIG)}", "ETag": '"v1"'}
        send(handler, 206, BIG[50_000:70_000], **headers)

    address = site.serve("/a", ranged(BIG, breaks_after=50_000), a_bite, ranged(BIG))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges() == [None, "bytes=50000-", "bytes=70000-"]


def test_the_beginning_from_one_address_is_not_continued_from_another(site, run):
    first = site.serve("/a", ranged(BIG, breaks_after=50_000), status(404))
    second = site.serve("/b", ranged(BIG))

    assert run(at(IN_2008, first, second)) == [Status.FETCHED]
    assert site.ranges() == [None, "bytes=50000-", None]


def test_more_bytes_than_the_file_has_are_no_beginning_of_it(site, run):
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), ranged(BIG))
    run(at(IN_2008, address), pauses=())
    with (run.folder / f"{IN_2008.name}.part").open("ab") as part:
        part.write(b"x" * len(BIG))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges() == [None, None]


def test_a_range_behind_the_last_byte_means_that_nothing_is_missing(site, run):
    def of_unknown_length(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("ETag", '"v1"')
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(BODY), BODY))  # the end is not told

    def nothing_left(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 416, b"", **{"Content_Range": f"bytes */{len(BODY)}"})

    address = site.serve("/a", of_unknown_length, nothing_left)

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert (run.folder / IN_2008.name).read_bytes() == BODY


def test_without_a_validator_nothing_is_continued(site, run):
    def nameless(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, BIG[:50_000], **{"Content_Length": str(len(BIG))})

    address = site.serve("/a", nameless, whole(BIG))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges() == [None, None]


def test_a_weak_etag_is_no_validator_and_the_date_of_change_is_one(site, run):
    dated = {"ETag": 'W/"v1"', "Last_Modified": "Tue, 01 Sep 2020 10:00:00 GMT"}

    def breaks(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 200, BIG[:50_000], **dated, Content_Length=str(len(BIG)))

    assert run(at(IN_2008, site.serve("/a", breaks, whole(BIG)))) == [Status.FETCHED]
    assert site.requests[1][1]["if-range"] == "Tue, 01 Sep 2020 10:00:00 GMT"


def test_a_busy_server_is_asked_again_after_growing_pauses(site, run):
    address = site.serve("/a", status(503), status(500), status(429), ranged(BODY))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert run.slept == [1, 2, 4]
    assert "answered 503 Service Unavailable; trying again in 1 s" in run.heard.text


def test_a_pause_that_the_server_asks_for_is_kept(site, run):
    def at_noon(handler: BaseHTTPRequestHandler) -> None:
        handler.date_time_string = lambda *_: "Thu, 01 Jan 2026 12:00:00 GMT"
        send(handler, 503, b"", Retry_After="Thu, 01 Jan 2026 12:00:25 GMT")

    address = site.serve(
        "/a",
        status(429, Retry_After="17"),
        at_noon,
        status(429, Retry_After="86400"),
        ranged(BODY),
    )

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert run.slept == [17, 25, 300]


def test_a_server_that_falls_silent_is_asked_again(site, run):
    over = threading.Event()
    run.client = httpx.Client(timeout=0.2, trust_env=False)

    def silent(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        over.wait(5)

    address = site.serve("/a", silent, ranged(BODY))
    with run.client:
        assert run(at(IN_2008, address)) == [Status.FETCHED]
    over.set()
    assert "did not answer in time; trying again" in run.heard.text


def test_after_the_last_pause_the_other_address_is_tried(site, run):
    first = site.serve("/a", status(503))
    second = site.serve("/b", ranged(BODY))

    assert run(at(IN_2008, first, second)) == [Status.FETCHED]
    assert [path for path, _ in site.requests] == ["/a"] * 4 + ["/b"]


@pytest.mark.parametrize("code", [403, 404, 410])
def test_an_address_that_is_gone_is_left_at_once_for_the_other(site, run, code):
    first, second = site.serve("/a", status(code)), site.serve("/b", ranged(BODY))

    assert run(at(IN_2008, first, second)) == [Status.FETCHED]
    assert run.slept == []


def test_a_file_that_no_address_gives_is_told_with_both_answers(site, run):
    first, second = site.serve("/a", status(404)), site.serve("/b", status(410))

    assert run(at(IN_2008, first, second)) == [Status.FAILED]
    assert f"{first}: the server answered 404 Not Found" in run.heard.text
    assert f"{second}: the server answered 410 Gone" in run.heard.text
    assert run.names == set()


def test_a_gone_second_address_leaves_the_beginning_from_the_first(site, run):
    first = site.serve("/a", ranged(BIG, breaks_after=50_000), status(503))
    second = site.serve("/b", status(404))

    assert run(at(IN_2008, first, second), pauses=()) == [Status.FAILED]
    assert (run.folder / f"{IN_2008.name}.part").stat().st_size == 50_000


def test_redirects_are_followed_also_when_a_transfer_goes_on(site, run):
    target = site.serve("/moved", ranged(BIG, breaks_after=50_000), ranged(BIG))
    address = site.serve("/a", status(301, Location=target))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.requests[-1][0] == "/moved"
    assert site.ranges()[-1] == "bytes=50000-"


def test_a_redirect_in_a_circle_ends(site, run):
    address = site.serve("/a", status(302, Location="/a"))

    assert run(at(IN_2008, address)) == [Status.FAILED]
    assert run.slept == []


def test_a_host_out_of_reach_is_waited_for_once_and_not_for_every_file(site, run):
    gone = site.serve("/a", status(200))
    site.close()

    assert run(at(IN_2008, gone), at(IN_2009, gone)) == [Status.FAILED] * 2
    assert run.slept == [1, 2, 4]


# --- what came ----------------------------------------------------------------------------------


def test_a_web_page_with_status_200_is_no_zip(site, run):
    page = b"<!DOCTYPE html>\n<html><title>Page not found</title></html>"
    first = site.serve("/a", whole(page, Content_Type="text/html"))
    second = site.serve("/b", ranged(BODY))

    assert run(at(IN_2008, first)) == [Status.FAILED]
    assert f"{first}: a web page, not a zip: <!DOCTYPE html> <html><title>Page" in run.heard.text
    assert run.names == {f"{IN_2008.name}.refused"}

    assert run(at(IN_2008, first, second)) == [Status.FETCHED]
    assert run.names == {IN_2008.name}


def test_a_damaged_zip_is_told_and_the_other_address_is_tried(site, run):
    damaged = bytearray(BODY)
    damaged[len(BODY) // 2] ^= 1
    first = site.serve("/a", ranged(bytes(damaged)))

    assert run(at(IN_2008, first)) == [Status.FAILED]
    assert "the zip is cut short or damaged (Bad CRC-32" in run.heard.text
    assert IN_2008.name not in run.names
    assert len(site.requests) == 1

    assert run(at(IN_2008, first, site.serve("/b", ranged(BODY)))) == [Status.FETCHED]


def test_pieces_that_do_not_fit_together_are_fetched_once_more_in_one(site, run):
    other = zipped(IN_2008, {f"{number:016X}" for number in range(5000, 10_000)})
    address = site.serve("/a", ranged(BIG, breaks_after=50_000), ranged(other), ranged(BIG))

    assert run(at(IN_2008, address)) == [Status.FETCHED]
    assert site.ranges() == [None, "bytes=50000-", None]
    assert (run.folder / IN_2008.name).read_bytes() == BIG


@pytest.mark.parametrize(
    "member",
    [
        "DE1_0_2008_to_2010_Carrier_Claims_Sample_11A - Copy.csv",
        "DE1_0_2008_to_2010_Carrier_Claims_Sample_11A - Copy (2).csv",
        "de1_0_2008_to_2010_carrier_claims_sample_11a.CSV",
        "Sample 11/DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.csv",
    ],
)
def test_an_odd_name_inside_the_zip_does_not_matter(site, run, member):
    body = zipped(CARRIER_11A, SAMPLE_1, member)
    address = site.serve("/DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.csv.zip", ranged(body))

    assert run(at(CARRIER_11A, address)) == [Status.FETCHED]
    assert run.names == {"DE1_0_2008_to_2010_Carrier_Claims_Sample_11A.zip"}


@pytest.mark.parametrize(
    "member",
    [
        IN_2009.member,
        INPATIENT.member,
        f"{IN_2008.member}.bak",
        f"__MACOSX/._{IN_2008.member}",
        SAMPLE_20_IN_2008.member,
    ],
)
def test_a_zip_of_another_file_is_refused_by_the_name_inside(site, run, member):
    body = zipped(IN_2008, SAMPLE_1, member)

    assert run(at(IN_2008, site.serve("/a", ranged(body)))) == [Status.FAILED]
    assert member in run.heard.text
    assert run.names == {f"{IN_2008.name}.refused"}


def test_the_other_part_of_the_carrier_file_is_refused_by_the_name_inside(site, run):
    body = zipped(CARRIER_11A, SAMPLE_1, CARRIER_11A.member.replace("11A", "11B"))

    assert run(at(CARRIER_11A, site.serve("/a", ranged(body)))) == [Status.FAILED]


def test_columns_of_another_layout_are_named(site, run):
    body = zip_of(IN_2008.member, csv_of(INPATIENT.dataset, SAMPLE_1))

    assert run(at(IN_2008, site.serve("/a", ranged(body)))) == [Status.FAILED]
    assert "missing: BENE_BIRTH_DT" in run.heard.text
    assert "unexpected: CLM_ID" in run.heard.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "missing: DESYNPUF_ID"),
        (csv_of(IN_2008.dataset, set()), "holds a header and no row"),
        (csv_of(IN_2008.dataset, set()).strip(), "holds a header and no row"),
        (b"\0" * (2 << 20), "is no text of lines"),
    ],
)
def test_a_csv_without_rows_is_refused(site, run, content, words):
    body = zip_of(IN_2008.member, content)

    assert run(at(IN_2008, site.serve("/a", ranged(body)))) == [Status.FAILED]
    assert words in run.heard.text


def test_a_byte_order_mark_is_no_part_of_the_first_name(site, run):
    body = zip_of(IN_2008.member, b"\xef\xbb\xbf" + csv_of(IN_2008.dataset, SAMPLE_1))

    assert run(at(IN_2008, site.serve("/a", ranged(body)))) == [Status.FETCHED]


def test_an_id_in_quotes_is_the_same_person(site, run):
    run.put(IN_2008, BODY)
    body = zipped(IN_2009, {f'"{person}"' for person in DIED_LATER})

    assert run(at(IN_2009, site.serve("/a", ranged(body)))) == [Status.FETCHED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({8: 1}, "asks for a password"),
        ({10: 9}, "unzip it with another program and load the CSV"),
        ({10: 14}, "cut short or damaged"),
        ({9: 8, 46: 0xFF}, "cut short or damaged"),
        ({42: 200}, "cut short or damaged"),
    ],
    ids=["encrypted", "deflate64", "no lzma", "name in no encoding", "header behind the end"],
)
def test_a_zip_that_cannot_be_read_is_told(site, run, changes, words):
    body = bytearray(zip_of(IN_2008.member, b"\0\0\5\0" + b"\xff" * 9))
    directory = body.rindex(b"PK\x01\x02")
    for position, value in changes.items():
        body[directory + position] = value

    assert run(at(IN_2008, site.serve("/a", ranged(bytes(body))))) == [Status.FAILED]
    assert words in run.heard.text


def test_the_last_row_counts_without_a_line_end(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(IN_2008.member, csv_of(IN_2008.dataset, SAMPLE_1).rstrip()))

    contents = read_whole(path, IN_2008.member_pattern, lambda *_: None)

    assert (contents.row_count, len(contents.persons)) == (40, 40)


def test_rows_are_counted_across_the_blocks_they_are_read_in(tmp_path):
    persons = {f"{number:016X}" for number in range(60_000)}
    content = csv_of(IN_2008.dataset, persons)
    assert len(content) > 2 << 20
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(IN_2008.member, content))

    contents = read_whole(path, IN_2008.member_pattern, lambda *_: None)

    assert contents.row_count == 60_000
    assert contents.persons == {person.encode() for person in persons}
    assert contents.sha256 == hashlib.sha256(content).hexdigest()


def test_no_flipped_byte_and_no_cut_passes_as_another_content(tmp_path):
    content = csv_of(IN_2008.dataset, set(sorted(SAMPLE_1)[:3]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(IN_2008.member, content)
    body = packed.getvalue()
    path = tmp_path / "a.zip"
    dice = random.Random(2008)
    variants = [body[:length] for length in range(len(body))]
    for position in range(len(body)):
        flipped = bytearray(body)
        flipped[position] ^= dice.randrange(1, 256)
        variants.append(bytes(flipped))
    refusals = 0

    for variant in variants:
        path.write_bytes(variant)
        try:
            contents = read_whole(path, IN_2008.member_pattern, lambda *_: None)
        except WrongFile:
            refusals += 1
        else:
            assert contents.sha256 == hashlib.sha256(content).hexdigest()

    assert refusals > len(body)


# --- whose it is --------------------------------------------------------------------------------


def test_the_eight_files_of_a_sample_come_whatever_order_they_are_named_in(site, run):
    persons = {2008: SAMPLE_1, 2009: DIED_LATER, 2010: STILL_ALIVE}
    files = [
        at(
            file,
            site.serve(f"/{file.name}", ranged(zipped(file, persons.get(file.year, SAMPLE_1)))),
        )
        for file in desynpuf_files([1])
        if file.part != "B"
    ]

    assert run(*reversed(files)) == [Status.FETCHED] * 7
    assert site.requests[0][0] == f"/{IN_2008.name}"
    assert "could not be checked" not in run.heard.text


def test_persons_of_another_sample_behind_the_right_address_are_refused_and_named(site, run):
    run.put(SAMPLE_20_IN_2008, zipped(SAMPLE_20_IN_2008, SAMPLE_20))
    files = [
        at(IN_2008, site.serve("/2008", ranged(BODY))),
        at(IN_2009, site.serve("/2009", ranged(zipped(IN_2009, DIED_LATER)))),
        at(IN_2010, site.serve("/2010", ranged(zipped(IN_2010, SAMPLE_20)))),
        at(INPATIENT, site.serve("/inpatient", ranged(zipped(INPATIENT, STILL_ALIVE)))),
    ]

    assert run(*files) == [Status.FETCHED, Status.FETCHED, Status.FAILED, Status.FETCHED]
    assert (
        f"40 of its 40 persons are not in {IN_2008.name}: they are of sample 20" in run.heard.text
    )
    assert f"known of this file: {IN_2010.quirk}" in run.heard.text
    assert f"{IN_2010.name}.refused" in run.names
    assert IN_2010.name not in run.names


def test_a_single_stranger_in_a_later_summary_is_refused(site, run):
    run.put(IN_2008, BODY)
    body = zipped(IN_2010, STILL_ALIVE | {"FFFFFFFFFFFFFFFF"})

    assert run(at(IN_2010, site.serve("/a", ranged(body)))) == [Status.FAILED]
    assert f"1 of its 31 persons are not in {IN_2008.name}" in run.heard.text
    assert "is of another sample" in run.heard.text


def test_a_damaged_summary_of_another_sample_is_no_help_and_no_hindrance(site, run):
    run.put(IN_2008, BODY)
    run.put(SAMPLE_20_IN_2008, zipped(SAMPLE_20_IN_2008, SAMPLE_20)[:-50])
    address = site.serve("/a", ranged(zipped(IN_2010, SAMPLE_20)))

    assert run(at(IN_2010, address)) == [Status.FAILED]
    assert f"{SAMPLE_20_IN_2008.name}: not used to tell whose persons come" in run.heard.text


def test_each_sample_is_held_against_its_own_persons(site, run):
    inpatient_20 = cms_file(20, "inpatient_claims")
    files = [
        at(file, site.serve(f"/{file.name}", ranged(zipped(file, persons))))
        for file, persons in (
            (IN_2008, SAMPLE_1),
            (INPATIENT, SAMPLE_1),
            (inpatient_20, SAMPLE_20),
        )
    ]

    assert run(*files) == [Status.FETCHED] * 3
    assert f"could not be checked, {SAMPLE_20_IN_2008.name} is missing" in run.heard.text


def test_without_the_first_year_the_name_inside_must_tell_the_sample(site, run):
    body = zipped(IN_2010, STILL_ALIVE, IN_2010.member.replace("Sample_1", "Sample_20"))

    assert run(at(IN_2010, site.serve("/a", ranged(body)))) == [Status.FAILED]
    assert "it is of sample 20" in run.heard.text


def test_the_other_address_is_asked_for_the_right_persons(site, run):
    run.put(IN_2008, BODY)
    wrong = site.serve("/wrong", ranged(zipped(IN_2010, SAMPLE_20)))
    right = site.serve("/right", ranged(zipped(IN_2010, STILL_ALIVE)))

    assert run(at(IN_2010, wrong, right)) == [Status.FETCHED]
    assert run.names == {IN_2008.name, IN_2010.name}


def test_the_right_persons_under_the_name_of_another_sample_are_kept(site, run):
    run.put(IN_2008, BODY)
    body = zipped(IN_2010, STILL_ALIVE, IN_2010.member.replace("Sample_1", "Sample_20"))

    assert run(at(IN_2010, site.serve("/Sample_20.zip", ranged(body)))) == [Status.FETCHED]
    assert "load it with --sample 1" in run.heard.text


def test_one_year_served_as_another_is_refused(site, run):
    content = csv_of(IN_2009.dataset, DIED_LATER)
    files = [
        at(file, site.serve(f"/{file.year}", ranged(zip_of(file.member, content))))
        for file in (IN_2009, IN_2010)
    ]

    assert run(at(IN_2008, site.serve("/2008", ranged(BODY))), *files) == [
        Status.FETCHED,
        Status.FETCHED,
        Status.FAILED,
    ]
    assert f"its content is that of {IN_2009.name}, byte for byte" in run.heard.text


def test_claims_of_nobody_in_the_sample_are_refused(site, run):
    run.put(IN_2008, BODY)

    address = site.serve("/a", ranged(zipped(INPATIENT, SAMPLE_20)))
    assert run(at(INPATIENT, address)) == [Status.FAILED]


def test_claims_of_some_strangers_are_kept_and_told(site, run):
    run.put(IN_2008, BODY)
    body = zipped(INPATIENT, SAMPLE_1 | {"FFFFFFFFFFFFFFFF"})

    assert run(at(INPATIENT, site.serve("/a", ranged(body)))) == [Status.FETCHED]
    assert f"1 of its 41 persons are not in {IN_2008.name}; kept" in run.heard.text


def test_a_failed_first_year_keeps_no_other_file_from_coming_and_the_lack_is_told(site, run):
    files = (
        at(IN_2008, site.serve("/2008", status(404))),
        at(IN_2009, site.serve("/2009", ranged(zipped(IN_2009, SAMPLE_20)))),
    )

    assert run(*files) == [Status.FAILED, Status.FETCHED]
    assert f"could not be checked, {IN_2008.name} is missing" in run.heard.text

    site.serve("/2008", ranged(BODY))
    assert run(*files) == [Status.FETCHED, Status.FAILED]


def test_sizes_and_sums_of_a_copy_elsewhere_are_only_hints(site, run):
    size = len(csv_of(IN_2008.dataset, SAMPLE_1, year=2008))
    address = site.serve("/a", ranged(BODY))

    longer = replace(at(IN_2008, address), known_size=size + 1)
    assert run(longer) == [Status.FETCHED]
    assert "copies are known to differ" in run.heard.text

    run.heard.sentences.clear()
    assert run(replace(longer, known_size=size, known_sha256="0" * 64)) == [
        Status.ALREADY_COMPLETE
    ]
    assert "as long as a copy seen elsewhere and not the same" in run.heard.text


@pytest.mark.skipif("CLAIMS_GENUINE_DATA" not in os.environ, reason="CLAIMS_GENUINE_DATA is unset")
@pytest.mark.parametrize("folder", ["sample2_10k", "sample2_500_all_files"])
def test_genuine_files_of_cms_are_what_their_names_tell(folder):
    genuine = Path(os.environ["CLAIMS_GENUINE_DATA"]) / "desynpuf" / folder
    heard = Heard()
    checks = DesynpufChecks(genuine, heard)
    files = [file for file in desynpuf_files([2]) if (genuine / file.name).exists()]

    for file in files:
        checks.check(file, genuine / file.name)

    assert len(files) >= 4
    assert heard.sentences == []


# --- what is there already ----------------------------------------------------------------------


def test_a_complete_file_is_not_fetched_again(site, run):
    file = at(IN_2008, site.serve("/a", ranged(BODY)))
    run(file)

    assert run(file) == [Status.ALREADY_COMPLETE]
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (BODY[:-200], "cut short or damaged"),
        (b"<html>", "a web page"),
        (b"", "not a zip"),
        (zipped(IN_2009, SAMPLE_1), IN_2009.member),
    ],
)
def test_a_wrong_file_under_the_right_name_is_fetched_anew(site, run, there, words):
    run.put(IN_2008, there)

    assert run(at(IN_2008, site.serve("/a", ranged(BODY)))) == [Status.FETCHED]
    assert words in run.heard.text
    assert (run.folder / IN_2008.name).read_bytes() == BODY


def test_a_wrong_file_does_not_keep_the_right_name_where_no_other_comes(site, run):
    run.put(IN_2008, BODY[:-200])

    assert run(at(IN_2008, site.serve("/a", status(404)))) == [Status.FAILED]
    assert run.names == {f"{IN_2008.name}.refused"}


def test_a_note_cut_off_by_a_crash_makes_the_transfer_start_over(site, run):
    run.put(IN_2008, b"")
    (run.folder / f"{IN_2008.name}.part").write_bytes(b"half")
    (run.folder / f"{IN_2008.name}.part.json").write_text('{"address": "htt')

    assert run(at(IN_2008, site.serve("/a", ranged(BODY)))) == [Status.FETCHED]
    assert site.ranges() == [None]


# --- the folder ---------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_a_sentence(site, run):
    run.folder.mkdir()
    (run.folder / f"{IN_2008.name}.part").symlink_to("/dev/full")

    with pytest.raises(FolderUnusable, match=r"raw cannot be used: No space left .* --to"):
        run(at(IN_2008, site.serve("/a", ranged(BODY))))
    assert IN_2008.name not in run.names


def test_a_folder_that_cannot_be_made_is_a_sentence(run):
    run.folder.write_text("a file")

    with pytest.raises(FolderUnusable, match="raw cannot be used: File exists"):
        run(IN_2008)


def test_two_downloads_do_not_write_into_one_folder(run):
    run.folder.mkdir()

    with locked(run.folder), pytest.raises(FolderInUse, match="another download works in"):
        run(IN_2008)


# --- the command --------------------------------------------------------------------------------


def fetch_shown(files: Sequence[RemoteFile], run: Run, shown: Console) -> None:
    fetch_all(run.folder, shown, lambda report: download(files, run.folder, run.client, report))


def console(is_terminal: bool = False) -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=200, force_terminal=is_terminal), text


def test_the_summary_counts_and_a_failure_ends_with_status_1(site, run):
    shown, text = console()
    run.put(IN_2008, BODY)
    files = (IN_2008, at(IN_2009, site.serve("/a", status(404))))

    with pytest.raises(SomeFailed, match=f"1 of 2 files failed: {IN_2009.name}") as failure:
        fetch_shown(files, run, shown)

    assert failure.value.exit_status == 1
    assert f"{run.folder}: 1 already complete, 1 failed" in text.getvalue()


def test_without_a_terminal_there_are_lines_and_no_bar(site, run):
    shown, text = console()

    fetch_shown([at(IN_2008, site.serve("/a", ranged(BIG)))], run, shown)

    assert text.getvalue().splitlines() == [
        f"{IN_2008.name}: fetched, 5,000 rows of 5,000 persons",
        f"{run.folder}: 1 fetched",
    ]


def test_on_a_terminal_a_bar_shows_what_runs(site, run):
    shown, text = console(is_terminal=True)

    fetch_shown([at(IN_2008, site.serve("/a", ranged(BIG)))], run, shown)

    assert "━" in text.getvalue()
    assert f"{IN_2008.name}: fetched" in text.getvalue()


def test_ctrl_c_says_how_to_go_on(site, run, monkeypatch):
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("medicare_claims.download.progress.ProgressBar.progress", press)
    shown, text = console()

    with pytest.raises(typer.Exit) as stop:
        fetch_shown([at(IN_2008, site.serve("/a", ranged(BIG)))], run, shown)

    assert stop.value.exit_code == 130
    assert "Run the same command again to go on" in text.getvalue()
