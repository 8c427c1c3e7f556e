"""What a download tells while it runs."""

from __future__ import annotations

from typing import Protocol


class Report(Protocol):
    """Takes what a download has to tell; the command line shows it, a test collects it."""

    def say(self, sentence: str) -> None:
        """Take one finished sentence."""

    def progress(self, task: str, done: int, total: int | None) -> None:
        """Take how far *task* is: *done* of *total* bytes, None where nobody knows."""
