"""One address into one part file, however often the connection breaks."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from medicare_claims.errors import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from medicare_claims.download.part_file import Beginning, PartFile
    from medicare_claims.download.report import Report

PAUSES = (1.0, 3.0, 10.0, 30.0)
"""Seconds between attempts that bring nothing new; after the last one the address is given up."""

LONGEST_PAUSE = 300.0
"""Seconds: a server that asks for more is asked again after these."""

PASSING_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may differ in a minute."""


class AddressFailed(ClaimsError):
    """An address does not give its file; the sentence says what it gave instead."""


class _Interrupted(Exception):
    """An attempt ended early; another one may do better.

    *wait* is how many seconds the server asked for.
    """

    def __init__(self, reason: str, wait: float = 0.0, is_unreachable: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait
        self.is_unreachable = is_unreachable


class Transfer:
    """Receives files through *client*, which must follow redirects.

    *pauses* are the seconds to wait after the first, second, … attempt in a row that brought
    nothing new. A host that stayed out of reach through all of them is from then on tried once
    a file, so that a machine without a network says so in a minute and not in half an hour.
    """

    def __init__(
        self,
        client: httpx.Client,
        report: Report,
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._report = report
        self._pauses = pauses
        self._sleep = sleep
        self._unreachable: set[str] = set()

    def receive(self, address: str, part: PartFile, name: str) -> bool:
        """Bring all of *address* into *part*; return whether earlier bytes were continued.

        *name* is what the report calls the file. Raises `AddressFailed`; bytes that a later run
        can continue then stay in *part*. Nothing in it is touched before the address answers.
        """
        host = httpx.URL(address).host
        pauses = () if host in self._unreachable else self._pauses
        failures = 0
        furthest = part.size if part.beginning_of(address) else 0
        while True:
            try:
                return self._attempt(address, part, name)
            except _Interrupted as interruption:
                if part.size > furthest:
                    furthest, failures = part.size, 0
                if failures >= len(pauses):
                    if interruption.is_unreachable:
                        self._unreachable.add(host)
                    raise AddressFailed(f"{interruption} (attempts: {failures + 1})") from None
                pause = max(pauses[failures], min(interruption.wait, LONGEST_PAUSE))
                failures += 1
                self._report.say(f"{name}: {interruption}; trying again in {pause:g} s")
                self._sleep(pause)

    def _attempt(self, address: str, part: PartFile, name: str) -> bool:
        beginning = part.beginning_of(address)
        if beginning is not None and beginning.is_complete:
            return True
        # A compressed transfer would count other bytes than the file's.
        headers = {"Accept-Encoding": "identity"}
        if beginning is not None:
            headers |= {"Range": f"bytes={beginning.size}-", "If-Range": beginning.validator}
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                return self._take(response, address, part, beginning, name)
        except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise AddressFailed(str(error)) from error
        except httpx.TransportError as error:
            raise _Interrupted(
                _words(error),
                is_unreachable=isinstance(error, httpx.ConnectError | httpx.ConnectTimeout),
            ) from error

    def _take(
        self,
        response: httpx.Response,
        address: str,
        part: PartFile,
        beginning: Beginning | None,
        name: str,
    ) -> bool:
        status = response.status_code
        if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and beginning is not None:
            if _total_in_range(response) == beginning.size:
                return True
            part.discard()
            raise _Interrupted("the server's file is another one than before, starting over")
        if status == httpx.codes.PARTIAL_CONTENT and beginning is not None:
            if not _continues(response, beginning):
                part.discard()
                raise _Interrupted("the server sent other bytes than asked for, starting over")
            self._append(response, part, beginning.total or _total_in_range(response), name)
            return True
        if status == httpx.codes.OK:
            total = _content_length(response)
            part.start(address, total, _validator(response))
            self._append(response, part, total, name)
            return False
        answer = f"the server answered {status} {response.reason_phrase}".rstrip()
        if status in PASSING_STATUSES:
            raise _Interrupted(answer, wait=_seconds_asked_for(response))
        raise AddressFailed(answer)

    def _append(
        self, response: httpx.Response, part: PartFile, total: int | None, name: str
    ) -> None:
        done = part.size
        with part.path.open("ab") as file:
            for block in response.iter_raw():
                file.write(block)
                done += len(block)
                self._report.progress(f"fetching {name}", done, total)
        if total is not None and done != total:
            raise _Interrupted(f"{done:,} bytes came where {total:,} were announced")


def _words(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    return str(error) or type(error).__name__


def _validator(response: httpx.Response) -> str | None:
    """Return what names this very content; a weak ETag names only something like it."""
    etag: str = response.headers.get("ETag", "")
    if etag and not etag.startswith("W/"):
        return etag
    modified: str | None = response.headers.get("Last-Modified")
    return modified


def _content_length(response: httpx.Response) -> int | None:
    length: str = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _range(response: httpx.Response) -> tuple[int | None, int | None]:
    """Return first byte and total of `bytes 5-9/10`, `bytes */10` or `bytes 5-9/*`."""
    found = re.fullmatch(
        r"bytes (?:(\d+)-\d+|\*)/(?:(\d+)|\*)", response.headers.get("Content-Range", "").strip()
    )
    if found is None:
        return None, None
    first, total = found.groups()
    return (None if first is None else int(first)), (None if total is None else int(total))


def _total_in_range(response: httpx.Response) -> int | None:
    return _range(response)[1]


def _continues(response: httpx.Response, beginning: Beginning) -> bool:
    first, total = _range(response)
    return (
        first == beginning.size
        and (None in (total, beginning.total) or total == beginning.total)
        # Some servers heed Range and not If-Range: they name what they really sent.
        and _validator(response) in (None, beginning.validator)
    )


def _seconds_asked_for(response: httpx.Response) -> float:
    """Return the seconds that `Retry-After` asks for; a date counts from the server's clock."""
    wait: str = response.headers.get("Retry-After", "").strip()
    if wait.isdecimal():
        return float(wait)
    date: str = response.headers.get("Date", "")
    try:
        asked_for = parsedate_to_datetime(wait) - parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return 0.0  # not a date: the own pauses do
    return max(0.0, asked_for.total_seconds())
