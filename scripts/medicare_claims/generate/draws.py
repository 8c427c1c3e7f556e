"""Drawing from measured frequencies, the same on every platform and Python.

Only `Random.random()` is used: its stream for a seed is part of Python's promises, that of
`choice` or `shuffle` is not, and no logarithm or sine can differ in its last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")

Uniform = Callable[[], float]
"""Draws a number from [0, 1)."""


def stream(*key: object) -> Uniform:
    """Return a stream of draws that depends on nothing but *key*."""
    return Random("/".join(str(part) for part in key)).random


def urn(weights: Mapping[T, int]) -> tuple[T, ...]:
    """Return each value as often as its weight: `urn[int(uniform() * len(urn))]` draws one."""
    return tuple(value for value, weight in weights.items() for _ in range(weight))


def with_blanks(values: tuple[str, ...], share: float) -> tuple[str, ...]:
    """Return *values* with as many blanks added that *share* of the result is blank."""
    return values + ("",) * int(len(values) * share / (1 - share) + 0.5)


def pick(values: tuple[T, ...], uniform: Uniform) -> T:
    """Draw one of *values*, all equally likely."""
    return values[int(uniform() * len(values))]


def rounded(expected: float, uniform: Uniform) -> int:
    """Return a whole number near *expected* whose mean is *expected*."""
    return int(expected + uniform())


def seldom_cents(share: float, dollars: tuple[int, ...], uniform: Uniform) -> int:
    """Draw one of *dollars*, as cents, with the chance *share*; else return 0."""
    return pick(dollars, uniform) * 100 if uniform() < share else 0
