"""Reads a frame from its text form: branch TAB stratum TAB file_ref TAB status LF, UTF-8, no header."""

from __future__ import annotations

from sampling.allocation import as_allocation
from sampling.canonical import Frame, canonical_frame
from sampling.canonical_lines import file_refs, is_head
from sampling.errors import Fault, FrameRejected, Reason
from sampling.sorted_file import groups_of
from sampling.source import Bytes, in_order

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sampling.allocation import Allocation


def read_frame(data: bytes, allocation: Mapping[str, int]) -> Frame:
    r"""Read a population list from the bytes of its file.

    Valid if LF alone ends a line; a CR is a forbidden character like any other control character.

    Parameters
    ----------
    data : bytes
        The file; the last line may lack its LF.
    allocation : Allocation or mapping of str to int
        Files per stratum.

    Returns
    -------
    Frame
        The canonical frame; the rows of the file may stand in any order.

    Raises
    ------
    FrameRejected
        The bytes are not UTF-8 or a row breaks a rule.
    InputRejected
        `allocation` is no allocation.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> read_frame(b"Z02\t-\t7\teligible\nZ01\t-\t8\teligible\n", {"-": 10}).to_bytes()
    b'Z01\t-\t8\teligible\nZ02\t-\t7\teligible\n'
    """
    allocation = as_allocation(allocation)
    ordered = in_order(data)
    if _are_canonical(ordered, allocation):
        return Frame(ordered.read(0, ordered.size).splitlines(keepends=True))
    return frame_by_rows(data, allocation)


def frame_by_rows(data: bytes, allocation: Allocation) -> Frame:
    r"""Read a population list row by row, to name every fault or to bring its values into canonical form.

    Valid if the condition of `read_frame` holds.

    Parameters
    ----------
    data : bytes
        The file; the last line may lack its LF.
    allocation : Allocation
        Files per stratum.

    Returns
    -------
    Frame
        The canonical frame.

    Raises
    ------
    FrameRejected
        The bytes are not UTF-8 or a row breaks a rule.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> from sampling.allocation import Allocation
    >>> frame_by_rows(b"Z02\t-\t 7\teligible", Allocation({"-": 10})).rows
    [('Z02', '-', '7', 'eligible')]
    """
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise FrameRejected([Fault(row, "", Reason.NOT_UTF8)]) from None
    if not lines[-1]:
        lines.pop()
    return canonical_frame((line.split("\t") for line in lines), allocation)


def _are_canonical(source: Bytes, allocation: Allocation) -> bool:
    """Say whether every line is in canonical form already, many times faster than field by field.

    This may only ever say yes for what `canonical_frame` would leave as it is.
    """
    groups = groups_of(source)
    if groups is None:
        return False
    seen: set[bytes] = set()
    files = 0
    for group in groups:
        found = file_refs(source.read(group.start, group.end), group.head)
        if found is None or not is_head(group.head, allocation.strata):
            return False
        seen.update(found[0])
        files += len(found[0])
    return len(seen) == files
