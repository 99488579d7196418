"""How many files of each stratum a branch has to check."""

from __future__ import annotations

from sampling.refusals import InputRejected
from sampling.text import DIGITS, LETTERS, is_code

# Type checkers take this name as true. Loading `collections` would cost a tenth of the time of a whole draw;
# what `collections.abc` hands on is loaded in every Python.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
else:
    from _collections_abc import Mapping

_LARGEST = 999_999_999
_CAPITALS = LETTERS.upper()


class Allocation(Mapping[str, int]):
    """The number of files to draw per stratum in every branch, sorted by the bytes of the codes.

    Valid if every branch that is to differ from the others is named with its own numbers.

    Parameters
    ----------
    numbers : mapping of str to int
        Stratum code to n, in files, 0 to 999,999,999; at least one file over all strata. A key
        ``branch:stratum`` gives one branch a number of its own; the branch code is made of ASCII letters,
        digits, ``.``, ``_`` and ``-``.

    Raises
    ------
    InputRejected
        A code that is no stratum code, an n that is no whole number of that range, an own number in a
        stratum that the others do not have, or nothing to draw, in one branch or in all.

    Notes
    -----
    Source: draw format version 1, sections 1 and 2. ``text`` is the form that enters the seed, so nobody can
    change the number of a branch once the seed can be known.

    Examples
    --------
    >>> Allocation({"unfunded": 5, "funded": 5}).text
    'funded=5,unfunded=5'
    >>> Allocation({"-": 10, "Z05:-": 15}).of("Z05")["-"]
    15
    """

    __slots__ = ("_branches", "_numbers")

    def __init__(self, numbers: Mapping[str, int]) -> None:
        for key, number in numbers.items():
            _check_pair(key, number)
        self._numbers = dict(sorted(numbers.items()))
        self._branches = _own_numbers(self._numbers)
        if not self.total:
            raise InputRejected("allocation", "The allocation asks for no file at all.")

    @classmethod
    def parse(cls, text: str) -> Allocation:
        """Read an allocation from its text form; the pairs may stand in any order.

        Valid if no stratum is named twice.

        Parameters
        ----------
        text : str
            Pairs ``stratum=n`` joined by commas, such as ``-=10`` or ``Z05:-=15``.

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
        pairs = [part.rpartition("=") for part in text.split(",")]
        numbers = {key: int(number) for key, _, number in pairs if _is_key(key) and _is_number(number)}
        if len(numbers) != len(pairs):
            raise InputRejected("allocation", 'The allocation is not of the form "-=10" or "a=5,b=5".')
        return cls(numbers)

    @property
    def text(self) -> str:
        """The canonical text form, as it enters the seed."""
        return ",".join(f"{stratum}={number}" for stratum, number in self._numbers.items())

    @property
    def total(self) -> int:
        """How many files a branch without numbers of its own has to check if it has enough of them."""
        return sum(number for key, number in self._numbers.items() if ":" not in key)

    @property
    def strata(self) -> tuple[str, ...]:
        """The strata of every branch, sorted."""
        return tuple(key for key in self._numbers if ":" not in key)

    @property
    def branches(self) -> tuple[str, ...]:
        """The branches with numbers of their own, sorted."""
        return tuple(sorted(filter(None, self._branches)))

    def of(self, branch: str) -> Allocation:
        """Give the numbers of one branch: its own ones, and those of all where it has none.

        Valid if the branch is named as in the frame.

        Parameters
        ----------
        branch : str
            Code of the branch.

        Returns
        -------
        Allocation
            Stratum code to n, in files, with no branch named any more.

        Notes
        -----
        Source: draw format version 1, section 2.

        Examples
        --------
        >>> Allocation({"a": 5, "b": 5, "Z05:b": 7}).of("Z05").text
        'a=5,b=7'
        >>> Allocation({"-": 10}).of("Z05").text
        '-=10'
        """
        return self._branches.get(branch) or self._branches.get("", self)

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


def is_stratum(text: str) -> bool:
    """Say whether a text is a stratum code.

    Valid if the text is in canonical form.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True for ``-`` and for 1 to 32 of the characters a-z, 0-9 and _.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> is_stratum("-"), is_stratum("a_1"), is_stratum("A"), is_stratum("--")
    (True, True, False, False)
    """
    return text == "-" or is_code(text, LETTERS + DIGITS + "_", 32)


def _is_key(key: str) -> bool:
    branch, divider, stratum = key.rpartition(":")
    return is_stratum(stratum) and (not divider or _is_branch(branch))


def _is_branch(branch: str) -> bool:
    inside = LETTERS + _CAPITALS + DIGITS
    return is_code(branch, inside + "._-", 64) and branch[0] in inside


def _is_number(text: str) -> bool:
    return is_code(text, DIGITS, len(str(_LARGEST))) and (text == "0" or text[0] != "0")


def _own_numbers(numbers: Mapping[str, int]) -> dict[str, Allocation]:
    """Give each branch with numbers of its own its allocation; an empty name stands for all others."""
    common = {key: number for key, number in numbers.items() if ":" not in key}
    own: dict[str, dict[str, int]] = {}
    for key, number in numbers.items():
        branch, divider, stratum = key.rpartition(":")
        if divider and stratum not in common:
            raise InputRejected(
                "allocation", f"The allocation gives {branch} a stratum {stratum} of its own."
            )
        if divider:
            own.setdefault(branch, dict(common))[stratum] = number
    found = {branch: Allocation(pairs) for branch, pairs in own.items()}
    return found | {"": Allocation(common)} if found else {}


def _check_pair(key: object, number: object) -> None:
    if not isinstance(key, str) or not _is_key(key):
        raise InputRejected("allocation", f"The allocation names {key!r}, which is no stratum code.")
    # True is an int for Python and no number of files for anybody.
    if type(number) is not int or not 0 <= number <= _LARGEST:
        raise InputRejected("allocation", f"The allocation gives {key} no whole number of files.")
