"""What can go wrong, in words a person can act on."""

from __future__ import annotations

DATA_OR_BUILD_PROBLEM = 1
"""Exit status: the command ran, and the data or the build is not right."""

WRONG_USE = 2
"""Exit status: the command line asks for something that cannot be meant."""


class ClaimsError(Exception):
    """An expected failure. The command line prints its sentence, without a traceback.

    `exit_status` is what the command exits with: 1 for a data or build problem, 2 for wrong use.
    """

    exit_status = DATA_OR_BUILD_PROBLEM


class UsageError(ClaimsError):
    """The command line leaves something open or contradicts itself; the sentence says what."""

    exit_status = WRONG_USE
