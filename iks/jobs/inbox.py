"""The inbox folder: complete lists are taken over and put away, faulty ones are put aside with a report.

A file counts as complete when nobody has written to it for two minutes; programs that write longer give
it a name that ends in ``.part`` and rename it at the end. Links are never followed.
"""

import errno
import hashlib
import logging
import os
import stat
import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import UserError
from iks.services.find_due import clock_is_behind
from iks.services.notify_people import tell_inbox_trouble
from iks.services.pick_up_frames import INBOX_LIMITS, DroppedList, pick_up_frame, read_name, refuse_frame
from iks.wiring import Runtime

log = logging.getLogger("iks.jobs")

QUIET = timedelta(minutes=2)
# The clock of a file server may run ahead; a file from next week is complete all the same.
WRONG_CLOCK = timedelta(days=1)
TAKEN, REFUSED = "erledigt", "abgelehnt"
# What programs and systems leave in folders while they work.
_PASSING_STARTS = (".", "~$")
_PASSING_ENDS = (".part", ".tmp", ".filepart", ".crdownload")
_SYSTEM_FILES = frozenset({"desktop.ini", "thumbs.db"})


@dataclass(frozen=True)
class Waiting:
    """A file of the folder whose name says which list it is."""

    path: Path
    area: Area
    month: Month
    changed_at: float


def look_into_inbox(runtime: Runtime) -> list[str]:
    """Take over every complete list of the folder, each in a transaction of its own; say what was done."""
    folder = runtime.settings.frame_inbox
    if folder is None or _clock_is_behind(runtime):
        return []
    try:
        waiting, foreign = _sorted_out(folder)
    except OSError as error:
        log.warning("the inbox folder cannot be read: %s", _kind(error))
        return _tell(runtime, "folder", "read")
    done = _tell(runtime, "names", _digest_of(foreign), len(foreign)) if foreign else []
    now = runtime.clock.now()
    for file in waiting:
        if _is_complete(file, now):
            done += _attempt(runtime, file)
    return done


def _clock_is_behind(runtime: Runtime) -> bool:
    with runtime.transaction(writes=False) as session:
        return clock_is_behind(session, runtime.clock)


def _sorted_out(folder: Path) -> tuple[list[Waiting], list[str]]:
    """Return the lists in the order in which they were written, and the names of what is foreign here."""
    waiting, foreign = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_passing(entry.name) or (entry.name in {TAKEN, REFUSED} and _is_folder(entry)):
                continue
            named = read_name(entry.name)
            if named and entry.is_file(follow_symlinks=False):
                changed_at = entry.stat(follow_symlinks=False).st_mtime
                waiting.append(Waiting(Path(entry.path), *named, changed_at))
            else:
                foreign.append(entry.name)
    return sorted(waiting, key=lambda file: (file.changed_at, file.path.name)), foreign


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir(follow_symlinks=False)


def _is_passing(name: str) -> bool:
    plain = name.lower()
    return plain.startswith(_PASSING_STARTS) or plain.endswith(_PASSING_ENDS) or plain in _SYSTEM_FILES


def _is_complete(file: Waiting, now: datetime) -> bool:
    age = now - datetime.fromtimestamp(file.changed_at, UTC)
    return age >= QUIET or age <= -WRONG_CLOCK


def _attempt(runtime: Runtime, file: Waiting) -> list[str]:
    """Handle one file; one that fails is met again by the next pass and does not stop the others."""
    try:
        return _handle(runtime, file)
    except FileNotFoundError:
        # Another pass was faster, or its writer has taken it back.
        return []
    except OSError as error:
        log.warning("a file of the inbox cannot be read or moved: %s", _kind(error))
        return _tell(runtime, "folder", "move")
    except Exception as error:  # noqa: BLE001 - one file that fails must not stop the others.
        # The message of a database error can hold file numbers, so only its kind and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("a list of the inbox failed: %s\n%s", type(error).__name__, place)  # noqa: TRY400 - as above.
        return []


def _handle(runtime: Runtime, file: Waiting) -> list[str]:
    data = _read(file)
    if data is None:
        return []
    dropped, clock, actor = DroppedList(file.area, file.month, data), runtime.clock, Actor.job()
    try:
        with runtime.transaction() as session:
            files = pick_up_frame(session, clock, actor, dropped)
    except UserError as error:
        with runtime.transaction() as session:
            report = refuse_frame(session, clock, actor, dropped, error)
        _put_away(file.path, REFUSED, report)
        return [f"refused a list of the inbox {file.area} {file.month}"]
    _put_away(file.path, TAKEN)
    return [f"took over {file.area} {file.month} from the inbox"] if files is not None else []


def _read(file: Waiting) -> bytes | None:
    """Return what a file holds, unless somebody writes to it; one that is too large is cut, and refused."""
    handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as source:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return None
        data = source.read(INBOX_LIMITS.max_bytes + 1)
        after = os.fstat(handle)
    is_whole = len(data) == min(after.st_size, INBOX_LIMITS.max_bytes + 1)
    same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return data if is_whole and same and after.st_mtime == file.changed_at else None


def _put_away(path: Path, folder_name: str, report: str = "") -> None:
    """Move a file into a folder beside it; an earlier one of the same name stays, its report too."""
    folder = path.with_name(folder_name)
    if folder.is_symlink():
        raise OSError(errno.ELOOP, "a link in place of a folder")
    folder.mkdir(exist_ok=True)
    target = next(free for free in _names(folder, path) if not os.path.lexists(free))
    if report:
        # Office software tells by the mark and the line ends that this is text in UTF-8.
        with target.with_name(f"{target.name}.bericht.txt").open(
            "x", encoding="utf-8-sig", newline="\r\n"
        ) as out:
            out.write(report)
    try:
        path.rename(target)
    except OSError:
        with suppress(OSError):
            target.with_name(f"{target.name}.bericht.txt").unlink()
        raise


def _names(folder: Path, path: Path) -> Iterable[Path]:
    yield folder / path.name
    number = 2
    while True:
        yield folder / f"{path.stem}-{number}{path.suffix}"
        number += 1


def _tell(runtime: Runtime, kind: str, detail: str, files: int = 0) -> list[str]:
    with runtime.transaction() as session:
        told = tell_inbox_trouble(session, runtime.clock, kind, detail, files)
    return [f"told of trouble with the inbox: {kind}"] if told else []


def _digest_of(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def _kind(error: OSError) -> str:
    # The message names the file, and a name can hold anything.
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
