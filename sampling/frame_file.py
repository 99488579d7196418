"""Reads a frame from its text form: branch TAB stratum TAB file_ref TAB status LF, UTF-8, no header."""

from __future__ import annotations

import re
import unicodedata

from sampling.allocation import Allocation, as_allocation
from sampling.canonical import LONGEST, STATUSES, Frame, canonical_frame
from sampling.errors import Fault, FrameRejected, Reason
from sampling.text import FORBIDDEN_CATEGORIES

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_CLEAN = FORBIDDEN_CATEGORIES | {"Zs"}

# All bytes of UTF-8 but the control characters; TAB and LF divide the fields and lines.
_HARMLESS = b"\t\n" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))


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
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise FrameRejected([Fault(row, "", Reason.NOT_UTF8)]) from None
    if _is_canonical(data, text, allocation):
        return Frame(sorted(data.splitlines(keepends=True)))
    return canonical_frame((line.split("\t") for line in _lines(text)), allocation)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _is_canonical(data: bytes, text: str, allocation: Allocation) -> bool:
    """Say whether every line is in canonical form already, whatever their order.

    This looks at the text as a whole, many times faster than field by field. It may only ever say yes for
    what `canonical_frame` would leave as it is; on a no, `canonical_frame` decides and names the faults.
    """
    if data.translate(None, _HARMLESS) or not (text.isascii() or _is_clean(text)):
        return False
    # A field that begins or ends with a space leaves one of these; the pattern lets spaces pass anywhere.
    if text.startswith(" ") or any(edge in text for edge in (" \t", "\t ", "\n ")):
        return False
    # A match may run over a line end, but then there are fewer matches than line ends.
    file_refs = _line_pattern(allocation).findall(text)
    return len(file_refs) == len(set(file_refs)) == text.count("\n") and text.endswith("\n")


def _is_clean(text: str) -> bool:
    # A part of a text in NFC is in NFC, so the text can be asked as a whole.
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(character) in _NOT_CLEAN for character in set(text) if not character.isascii()
    )


def _line_pattern(allocation: Allocation) -> re.Pattern[str]:
    field = f"[^\t]{{1,{LONGEST}}}"
    strata = "|".join(re.escape(stratum) for stratum in allocation.strata)
    return re.compile(rf"^{field}\t(?:{strata})\t({field})\t(?:{'|'.join(STATUSES)})\n", re.MULTILINE)
