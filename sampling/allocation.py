"""How many files of each stratum a branch has to check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sampling.errors import InputRejected

STRATUM = re.compile("-|[a-z0-9_]{1,32}")
_PAIR = re.compile("(-|[a-z0-9_]{1,32})=(0|[1-9][0-9]{0,8})")
_LARGEST = 999_999_999


class Allocation(Mapping[str, int]):
    """The number of files to draw per stratum in every branch, sorted by the bytes of the stratum codes.

    Valid if the same numbers hold for every branch of the frame.

    Parameters
    ----------
    numbers : mapping of str to int
        Stratum code to n, in files, 0 to 999,999,999; at least one file over all strata.

    Raises
    ------
    InputRejected
        A code that is no stratum code, an n that is no whole number of that range, or nothing to draw.

    Notes
    -----
    Source: draw format version 1, sections 1 and 2. ``text`` is the form that enters the seed.

    Examples
    --------
    >>> Allocation({"unfunded": 5, "funded": 5}).text
    'funded=5,unfunded=5'
    """

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Mapping[str, int]) -> None:
        for stratum, number in numbers.items():
            _check_pair(stratum, number)
        self._numbers = dict(sorted(numbers.items()))
        if not self.total:
            raise InputRejected("allocation", "The allocation asks for no file at all.")

    @classmethod
    def parse(cls, text: str) -> Allocation:
        """Read an allocation from its text form; the pairs may stand in any order.

        Valid if no stratum is named twice.

        Parameters
        ----------
        text : str
            Pairs ``stratum=n`` joined by commas, such as ``-=10``.

        Returns
        -------
        Allocation
            The numbers.

        Raises
        ------
        InputRejected
            Anything else, numbers with leading zeros included.

        Notes
        -----
        Source: draw format version 1, section 2.

        Examples
        --------
        >>> Allocation.parse("unfunded=5,funded=5")["funded"]
        5
        """
        pairs = [_PAIR.fullmatch(part) for part in text.split(",")]
        numbers = {pair[1]: int(pair[2]) for pair in pairs if pair}
        if len(numbers) != len(pairs):
            raise InputRejected("allocation", 'The allocation is not of the form "-=10" or "a=5,b=5".')
        return cls(numbers)

    @property
    def text(self) -> str:
        """The canonical text form, as it enters the seed."""
        return ",".join(f"{stratum}={number}" for stratum, number in self._numbers.items())

    @property
    def total(self) -> int:
        """How many files a branch has to check if it has enough of them."""
        return sum(self._numbers.values())

    def __getitem__(self, stratum: str) -> int:
        return self._numbers[stratum]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return f"Allocation({self._numbers!r})"


def as_allocation(numbers: Mapping[str, int]) -> Allocation:
    """Take an allocation as it is and check any other mapping.

    Valid if the mapping is one from stratum codes to numbers of files.

    Parameters
    ----------
    numbers : mapping of str to int
        Stratum code to n, in files.

    Returns
    -------
    Allocation
        The checked numbers.

    Raises
    ------
    InputRejected
        The mapping is no allocation.

    Notes
    -----
    Source: draw format version 1, section 2.

    Examples
    --------
    >>> as_allocation({"-": 10}).total
    10
    """
    return numbers if isinstance(numbers, Allocation) else Allocation(numbers)


def _check_pair(stratum: object, number: object) -> None:
    if not isinstance(stratum, str) or not STRATUM.fullmatch(stratum):
        raise InputRejected("allocation", f"The allocation names {stratum!r}, which is no stratum code.")
    # True is an int for Python and no number of files for anybody.
    if type(number) is not int or not 0 <= number <= _LARGEST:
        raise InputRejected("allocation", f"The allocation gives {stratum} no whole number of files.")
