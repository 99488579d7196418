"""Two pieces of work at the same time, by a copy of the process where the system can make one."""

from __future__ import annotations

import marshal
import os
import sys

# Type checkers take this name as true. Loading `typing` would cost a tenth of the time of a whole draw.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Here = TypeVar("Here")
    There = TypeVar("There")


def both(here: Callable[[], Here], there: Callable[[], There]) -> tuple[Here, There]:
    """Do two pieces of work at the same time and give both results.

    Valid if the second changes nothing that the first or the caller looks at.

    Parameters
    ----------
    here : callable
        The work of this process.
    there : callable
        The work of the copy; its result is made of None, numbers, text, bytes, lists and tuples.

    Returns
    -------
    tuple
        Both results, the same ones as if the two were called one after the other; they are, where the system
        cannot copy a process, where other threads run in this one, or if the copy ends without a result.

    Notes
    -----
    Source: draw format version 1, section 3: any program with SHA-256 gives the same sample.

    Examples
    --------
    >>> both(lambda: 1, lambda: [b"2"])
    (1, [b'2'])
    """
    if not _can_copy():
        return here(), there()
    reading, writing = os.pipe()
    # What is still to be written must not be written twice.
    sys.stdout.flush()
    copy = os.fork()
    if not copy:
        os.close(reading)
        _answer(writing, there)
    os.close(writing)
    try:
        mine = here()
    finally:
        data = _everything(reading)
        _, status = os.waitpid(copy, 0)
    return mine, there() if status else marshal.loads(data)  # noqa: S302 - Our own copy wrote it.


def _can_copy() -> bool:
    threads = sys.modules.get("threading")
    return hasattr(os, "fork") and not (threads and threads.active_count() > 1)


def _answer(writing: int, there: Callable[[], object]) -> None:
    """Write the result and end, without any of the clearing up that belongs to the first process."""
    status = 1
    try:
        # What else it may be is said above.
        data = memoryview(marshal.dumps(there()))  # type: ignore[arg-type]
        while data:
            data = data[os.write(writing, data) :]
        status = 0
    finally:
        os._exit(status)


def _everything(reading: int) -> bytes:
    with open(reading, "rb") as file:
        return file.read()
