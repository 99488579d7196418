"""Canonical lines of one branch and stratum, looked at as a whole, many times faster than field by field."""

from __future__ import annotations

from itertools import chain
from struct import calcsize, iter_unpack

from sampling.text import LONGEST, STATUSES, TextRejected, canonical_text, is_clean

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container

_ELIGIBLE = b"\teligible\n"
_OTHERS = [f"\t{status}\n".encode() for status in sorted(STATUSES - {"eligible"})]
_MANY = 32
# All bytes but the control characters of ASCII.
_NO_CONTROLS = bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))


def is_head(head: bytes, strata: Container[str]) -> bool:
    r"""Say whether branch and stratum, each with the TAB behind it, stand as in a canonical line.

    Valid if the head ends with its second TAB.

    Parameters
    ----------
    head : bytes
        What the lines of one branch and stratum begin with.
    strata : container of str
        The strata of the allocation.

    Returns
    -------
    bool
        True if both are in canonical form and the allocation names the stratum.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> is_head(b"Z01\t-\t", {"-"}), is_head(b" Z01\t-\t", {"-"}), is_head(b"Z01\ta\t", {"-"})
    (True, False, False)
    """
    try:
        branch, stratum, _ = head.decode().split("\t")
        return branch != "" and canonical_text(branch, LONGEST) == branch and stratum in strata
    except (UnicodeDecodeError, TextRejected):
        return False


def file_refs(block: bytes, head: bytes) -> tuple[list[bytes], set[bytes]] | None:
    r"""Give the file references of lines that all begin alike, or nothing if a line is not canonical.

    Valid if `is_head` accepts the head. It may only ever give what `canonical_frame` would leave as it is.

    Parameters
    ----------
    block : bytes
        Whole lines of one branch and stratum; at least one.
    head : bytes
        What each of them begins with.

    Returns
    -------
    tuple of list and set of bytes, or None
        All references in the order of the lines, and those of them that are not eligible; None if a line
        breaks a rule or does not come behind the line before it. The caller looks for the same one twice.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> file_refs(b"Z\t-\t1\teligible\nZ\t-\t2\tchecked_recently\nZ\t-\t3\teligible\n", b"Z\t-\t")
    ([b'1', b'2', b'3'], {b'2'})
    >>> file_refs(b"Z\t-\t2\teligible\nZ\t-\t1\teligible\n", b"Z\t-\t")
    """
    controls = block.translate(None, _NO_CONTROLS)
    lines = len(controls) // 4
    if controls != b"\t\t\t\n" * lines:
        return None
    others: set[bytes] = set()
    for status in _OTHERS:
        *parts, rest = block.split(status)
        others.update(part[part.rfind(b"\t") + 1 :] for part in parts)
        # With one status in all lines, what stands between the references is the same everywhere.
        block = _ELIGIBLE.join([*parts, rest]) if parts else block
    if not (block.startswith(head) and block.endswith(_ELIGIBLE)):
        return None
    every, longest = _divided(block, head, lines)
    # What stands between holds three TAB and one LF; if each line has its own, none stand in a reference.
    if len(every) != lines or every != sorted(every) or not _are_canonical(every, longest, block):
        return None
    return every, others


def _divided(block: bytes, head: bytes, lines: int) -> tuple[list[bytes], int]:
    """Give what stands between one head and the next, and the length of the longest of it."""
    inside, between = block[len(head) : -len(_ELIGIBLE)], _ELIGIBLE + head
    length, rest = divmod(len(inside) + len(between), lines)
    length -= len(between)
    if not rest and length > 0 and inside[length :: length + len(between)] == between[:1] * (lines - 1):
        # As many references have the same length, they can be cut out without looking for where they end.
        every = _cut(block, len(head), length)
        if between.join(every) == inside:
            return every, length
    every = inside.split(between)
    return every, max(map(len, every))


def _cut(block: bytes, before: int, length: int) -> list[bytes]:
    line = f"{before}x{length}s{len(_ELIGIBLE)}x"
    # Many lines at a time take half as long as one by one.
    many = len(block) // (_MANY * calcsize(line)) * _MANY * calcsize(line)
    view = memoryview(block)
    return [
        *chain.from_iterable(iter_unpack(line * _MANY, view[:many])),
        *chain.from_iterable(iter_unpack(line, view[many:])),
    ]


def _are_canonical(ordered: list[bytes], longest: int, block: bytes) -> bool:
    # Whatever is in order begins with an empty one, if there is one.
    if not ordered[0] or (b" " in block and _has_edges(ordered)):
        return False
    if longest <= LONGEST and block.isascii():
        return True
    try:
        text = b"\t".join(ordered).decode()
    except UnicodeDecodeError:
        return False
    return max(map(len, text.split("\t"))) <= LONGEST and (text.isascii() or is_clean(text))


def _has_edges(ordered: list[bytes]) -> bool:
    text = b"\t".join([b"", *ordered, b""])
    return b"\t " in text or b" \t" in text
