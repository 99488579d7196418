"""How far a long act is, told to whoever looks at it."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias


class Step(StrEnum):
    """The parts of taking a list over."""

    READ = "read"
    CHECK = "check"
    WRITE = "write"


Progress: TypeAlias = Callable[[Step, int, int], None]
"""Takes a step, what is done of it and what there is; may be called often and from time to time."""

OFTEN = 2048
"""After how many rows the progress is told again."""


def silent(step: Step, done: int, total: int) -> None:
    """Tell nobody.

    Examples
    --------
    >>> silent(Step.READ, 1, 2)
    """
    del step, done, total
