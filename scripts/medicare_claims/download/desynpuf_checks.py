"""Whether a DE-SynPUF zip is the one its name tells: names and addresses of CMS's lie at times.

The persons of one sample are in no other one, and all of them are in its Beneficiary Summary of
2008. So the ids inside a file tell whose it is, however it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medicare_claims.download.archive import Contents, WrongFile, read_whole
from medicare_claims.download.desynpuf_files import (
    FIRST_YEAR,
    SAMPLES,
    RemoteFile,
    desynpuf_files,
    everybody,
)
from medicare_claims.layouts.desynpuf import BENEFICIARY_SUMMARY

if TYPE_CHECKING:
    from pathlib import Path

    from medicare_claims.download.report import Report


class DesynpufChecks:
    """Looks at files one after the other; each knows those accepted before it.

    *folder* holds the zips by their regular names.
    """

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder = folder
        self._report = report
        self._accepted: dict[str, str] = {}
        self._sample: int | None = None
        self._persons: frozenset[bytes] | None = None

    def check(self, file: RemoteFile, path: Path) -> Contents:
        """Read all of *path* and return what it holds if that is *file*; else raise `WrongFile`.

        What is odd but no reason to refuse is reported.
        """
        contents = read_whole(
            path,
            file.member_pattern,
            lambda done, total: self._report.progress(f"checking {file.name}", done, total),
        )
        _refuse_other_columns(file, contents)
        if not contents.row_count:
            raise WrongFile(f"{contents.member} holds a header and no row")
        twin = self._accepted.get(contents.sha256, file.name)
        if twin != file.name:
            raise WrongFile(f"its content is that of {twin}, byte for byte: one of both is wrong")
        if file.names_everybody:
            _refuse_other_sample_by_name(file, contents)
            self._sample, self._persons = file.sample, contents.persons
        else:
            self._refuse_other_persons(file, contents)
        self._accepted[contents.sha256] = file.name
        self._compare_with_known_copy(file, contents)
        return contents

    def _refuse_other_persons(self, file: RemoteFile, contents: Contents) -> None:
        persons = self._everybody(file.sample)
        if persons is None:
            _refuse_other_sample_by_name(file, contents)
            self._report.say(
                f"{file.name}: whether its persons are those of sample {file.sample} could not be"
                f" checked, {everybody(file.sample)} is missing"
            )
            return
        strangers = contents.persons - persons
        if not strangers:
            if _sample_in_name(file, contents) != file.sample:
                self._report.say(
                    f"{file.name}: called {contents.member} inside, and yet of sample"
                    f" {file.sample} by its persons: load it with --sample {file.sample}"
                )
            return
        told = (
            f"{len(strangers):,} of its {len(contents.persons):,} persons are not in"
            f" {everybody(file.sample)}"
        )
        # A summary of a later year can only have lost persons. That every claim has its
        # person is no such law, so only claims of nobody here are somebody else's.
        if file.dataset is BENEFICIARY_SUMMARY or strangers == contents.persons:
            raise WrongFile(f"{told}: {self._whose(strangers, file.sample)}")
        self._report.say(f"{file.name}: {told}; kept")

    def _everybody(self, sample: int) -> frozenset[bytes] | None:
        """Return the persons of *sample*, None where their file is missing or unreadable."""
        if self._sample != sample:
            self._sample, self._persons = sample, self._read_everybody(sample)
        return self._persons

    def _read_everybody(self, sample: int) -> frozenset[bytes] | None:
        path = self._folder / everybody(sample)
        if not path.exists():
            return None
        try:
            return read_whole(path, _summary_of(sample).member_pattern, lambda *_: None).persons
        except WrongFile as reason:
            self._report.say(f"{path.name}: not used to tell whose persons come: {reason}")
            return None

    def _whose(self, persons: frozenset[bytes], own: int) -> str:
        for sample in SAMPLES:
            if sample != own and not persons.isdisjoint(self._read_everybody(sample) or ()):
                return f"they are of sample {sample}"
        return f"the file, or that of {FIRST_YEAR}, is of another sample"

    def _compare_with_known_copy(self, file: RemoteFile, contents: Contents) -> None:
        if file.known_size is not None and contents.size != file.known_size:
            self._report.say(
                f"{file.name}: {contents.size:,} bytes unzipped where a copy seen elsewhere had"
                f" {file.known_size:,}; kept, copies are known to differ"
            )
        elif file.known_sha256 is not None and contents.sha256 != file.known_sha256:
            self._report.say(
                f"{file.name}: as long as a copy seen elsewhere and not the same; kept, copies"
                " are known to differ"
            )


def _summary_of(sample: int) -> RemoteFile:
    (summary,) = (file for file in desynpuf_files([sample]) if file.names_everybody)
    return summary


def _refuse_other_columns(file: RemoteFile, contents: Contents) -> None:
    expected = tuple(column.name for column in file.dataset.columns)
    if contents.header == expected:
        return
    missing = ", ".join(name for name in expected if name not in contents.header)
    unexpected = ", ".join(name for name in contents.header if name not in expected)
    raise WrongFile(
        f"the header of {contents.member} is not that of {file.dataset.name}"
        f" (missing: {missing or 'none'}; unexpected: {unexpected or 'none'}"
        f"{'' if missing or unexpected else '; in another order'})"
    )


def _refuse_other_sample_by_name(file: RemoteFile, contents: Contents) -> None:
    """Refuse where the name inside is all there is to tell the sample, and tells another."""
    sample = _sample_in_name(file, contents)
    if sample != file.sample:
        raise WrongFile(f"called {contents.member} inside: it is of sample {sample}")


def _sample_in_name(file: RemoteFile, contents: Contents) -> int:
    found = file.member_pattern.fullmatch(contents.member)
    assert found is not None, "the member was chosen by this pattern"
    return int(found["sample"])
