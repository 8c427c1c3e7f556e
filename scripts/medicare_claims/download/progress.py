"""A download shown on a terminal: a bar for what runs, a line for what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from rich.progress import TaskID


class ProgressBar:
    """A `Report` on *console*; where that is no terminal there is no bar, only lines."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: str | None = None
        self._id: TaskID | None = None

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def say(self, sentence: str) -> None:
        """Print *sentence* as a line of its own."""
        self._end_task()
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def progress(self, task: str, done: int, total: int | None) -> None:
        """Move the bar of *task*, a new one if another task was shown."""
        if self._id is None or task != self._task:
            self._end_task()
            self._task, self._id = task, self._bar.add_task(task, total=total, completed=done)
        self._bar.update(self._id, completed=done, total=total)

    def _end_task(self) -> None:
        if self._id is not None:
            self._bar.remove_task(self._id)
        self._task = self._id = None
