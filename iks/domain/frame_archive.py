"""The directory of a workbook, which is a ZIP archive: what is in it, before anything is unpacked."""

import struct
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from iks.domain.frame_fault import FrameFault, FrameFileRejected
from iks.domain.frame_file import FrameLimits
from iks.domain.frame_text import MEBIBYTE

MOST_MEMBERS = 200
MOST_RATIO = 100
"""How many times larger than in the archive a part may be; office software stays far below."""

_START = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY = b"PK\x01\x02"
# A small part may be packed very tightly by chance.
_SMALL = 64 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
# What the standard library raises for an archive that is none.
_BROKEN = (BadZipFile, NotImplementedError, OSError, ValueError, OverflowError, struct.error)


def is_archive(data: bytes) -> bool:
    r"""Return whether a file begins like a ZIP archive, as workbooks do.

    Examples
    --------
    >>> is_archive(b"PK\x03\x04..."), is_archive(b"Ort;Nr")
    (True, False)
    """
    return data.startswith(_START)


def check_archive(data: bytes, limits: FrameLimits) -> None:
    r"""Refuse an archive that is no workbook, or one that would be too large when it is unpacked.

    *Valid if* the directory tells the truth; whoever unpacks has to count again.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : FrameLimits
        Size of the file and of what is in it.

    Raises
    ------
    FrameFileRejected
        With one fault.

    Examples
    --------
    >>> try:
    ...     check_archive(b"PK\x03\x04 and no directory", FrameLimits())
    ... except FrameFileRejected as rejected:
    ...     rejected.faults[0].code
    'workbook_broken'
    """
    if len(data) > limits.max_bytes:
        raise refused_workbook("file_too_large", limit=f"{limits.max_bytes / MEBIBYTE:g}")
    # Counted before the directory is read, because reading a million entries takes long.
    if data.count(_ENTRY) > MOST_MEMBERS:
        raise refused_workbook("workbook_parts", limit=MOST_MEMBERS)
    members, end = _directory(data)
    _check_kind({member.filename for member in members}, members)
    _check_sizes(members, limits)
    if _overlap(members, end):
        raise refused_workbook("workbook_broken")


def refused_workbook(code: str, **params: object) -> FrameFileRejected:
    """Return the error for a workbook that cannot be read at all.

    Examples
    --------
    >>> refused_workbook("workbook_macros").total
    1
    """
    return FrameFileRejected([FrameFault(None, None, code, params)])


def _directory(data: bytes) -> tuple[Sequence[ZipInfo], int]:
    """Return the entries, and where the last part has to end."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return archive.infolist(), archive.start_dir
    except _BROKEN as error:
        raise refused_workbook("workbook_broken") from error


def _check_kind(names: set[str], members: Sequence[ZipInfo]) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise refused_workbook("workbook_locked")
    is_excel = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    if not is_excel or "xl/workbook.bin" in names:
        raise refused_workbook("workbook_other")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refused_workbook("workbook_macros")
    usual = {ZIP_STORED, ZIP_DEFLATED}
    if len(names) < len(members) or any(member.compress_type not in usual for member in members):
        raise refused_workbook("workbook_broken")


def _check_sizes(members: Sequence[ZipInfo], limits: FrameLimits) -> None:
    if sum(member.file_size for member in members) > limits.max_unpacked:
        raise refused_workbook("workbook_large", limit=f"{limits.max_unpacked / MEBIBYTE:g}")
    for member in members:
        if member.file_size > max(_SMALL, MOST_RATIO * member.compress_size):
            raise refused_workbook("workbook_packed")


def _overlap(members: Sequence[ZipInfo], end: int) -> bool:
    """Return whether two parts share bytes, which makes a small archive unpack to a huge one."""
    spans = sorted((m.header_offset, m.header_offset + _LOCAL_HEADER + m.compress_size) for m in members)
    return any(before[1] > after[0] for before, after in pairwise([*spans, (end, end)]))
