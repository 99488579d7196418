"""The bytes of a frame, wherever they come from."""

from __future__ import annotations

import os
import stat

from sampling.sha256 import sha256

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 1 << 18
# Up to this size a file is read once and kept.
_KEPT = 8 << 20


class Bytes:
    """A frame in memory.

    Parameters
    ----------
    data : bytes
        The lines.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, start: int, end: int) -> bytes:
        """Give the bytes from start up to end."""
        return self._data[start:end]

    def is_unchanged(self) -> bool:
        """Say whether what was read last is what was read first."""
        return True

    def blocks(self) -> Iterator[bytes]:
        """Give all bytes in their order, some at a time."""
        return (self.read(start, start + _BLOCK) for start in range(0, self.size, _BLOCK))


class LargeFile(Bytes):
    """A frame in a file too large to be kept in memory; it is read piece by piece, some pieces twice.

    Parameters
    ----------
    descriptor : int
        The open file; it has to be one that can be read anywhere.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._state = self._current_state()
        self.size = os.fstat(descriptor).st_size

    def read(self, start: int, end: int) -> bytes:
        """Give the bytes from start up to end; fewer if the file has become shorter."""
        data = os.pread(self._descriptor, end - start, start)
        # The system gives two gigabytes at a time at most.
        while len(data) < end - start and (
            more := os.pread(self._descriptor, end - start - len(data), start + len(data))
        ):
            data += more
        return data

    def is_unchanged(self) -> bool:
        """Say whether nobody has written to the file since it was opened; ctime cannot be set back."""
        return self._state == self._current_state()

    def _current_state(self) -> tuple[int, int, int]:
        state = os.fstat(self._descriptor)
        return state.st_size, state.st_mtime_ns, state.st_ctime_ns


def source_of(descriptor: int) -> Bytes:
    r"""Make an open file readable anywhere: a large one piece by piece, any other by reading it now.

    Valid if nothing has been read from the file yet.

    Parameters
    ----------
    descriptor : int
        The open file.

    Returns
    -------
    Bytes
        The source.

    Notes
    -----
    Source: draw format version 1, section 3: memory need not grow with the frame.

    Examples
    --------
    >>> reading, writing = os.pipe()
    >>> _ = os.write(writing, b"Z\t-\t1\teligible\n"); os.close(writing)
    >>> source_of(reading).size
    15
    """
    state = os.fstat(descriptor)
    if stat.S_ISREG(state.st_mode) and state.st_size > _KEPT:
        return LargeFile(descriptor)
    with open(descriptor, "rb", closefd=False) as file:
        return Bytes(file.read())


def in_order(data: bytes) -> Bytes:
    r"""Bring the lines of a file into the order of their bytes.

    Valid if the file is small enough to be copied in memory.

    Parameters
    ----------
    data : bytes
        The file; the last line may lack its LF.

    Returns
    -------
    Bytes
        The lines, each ended by LF.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> in_order(b"2\n1").read(0, 4)
    b'1\n2\n'
    """
    # This divides at CR as well, which no canonical line holds; whoever reads the lines refuses them then.
    lines = data.splitlines(keepends=True)
    if lines and not data.endswith(b"\n"):
        lines[-1] += b"\n"
    return Bytes(b"".join(sorted(lines)))


def frame_digest(source: Bytes) -> str:
    r"""Give the digest of a frame that is in canonical form and order.

    Valid if it is; this function does not look.

    Parameters
    ----------
    source : Bytes
        The frame.

    Returns
    -------
    str
        64 lower-case hex digits.

    Notes
    -----
    Source: draw format version 1, section 1.

    Examples
    --------
    >>> frame_digest(Bytes(b"Z\t-\t1\teligible\n"))[:8]
    'e426172b'
    """
    digest = sha256()
    for block in source.blocks():
        digest.update(block)
    return digest.hexdigest()
