"""The process that reads a workbook, as the service sees it: what it is told, and what it answers."""

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self, cast

from iks.domain.frame_archive import refused_workbook
from iks.domain.frame_fault import FrameFileRejected
from iks.domain.frame_file import FrameLimits
from iks.domain.frame_text import MEBIBYTE
from iks.domain.progress import OFTEN, Progress, Step

CHILD = Path(__file__).with_name("spreadsheet_child.py")
# Starting the process takes a moment, and on a busy machine it has to wait for a processor.
LATEST = 3
# What the process may say about a workbook.
REFUSALS = frozenset({"workbook_broken", "workbook_large", "workbook_slow"})


class ReadingProcess:
    """Knows no secret, gets the workbook and nothing else, and is ended when it takes too much."""

    def __init__(self, data: bytes, limits: FrameLimits) -> None:
        self._data, self._limits = data, limits
        # The rows of a sheet need less room than the XML that they come from.
        self._budget = limits.max_unpacked

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own file.
            [sys.executable, "-I", "-B", "-X", "utf8", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What it could complain about holds parts of the list.
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        self._timer = Timer(self._limits.seconds + LATEST, self._process.kill)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        self._output.close()
        with suppress(BrokenPipeError):
            self._input.close()

    def start(self) -> None:
        """Hand the workbook over.

        Raises
        ------
        FrameFileRejected
            Like every method, when the process refuses the workbook or has ended.
        """
        limits = self._limits
        self.tell(
            bytes=len(self._data), unpacked=limits.max_unpacked, seconds=limits.seconds, memory=limits.memory
        )
        self._write(self._data)

    def tell(self, **words: int) -> None:
        """Say one line of numbers."""
        self._write(json.dumps(words).encode() + b"\n")

    def line(self) -> Any:  # noqa: ANN401 - whatever JSON can say.
        """Return the next line of the answer."""
        return self._checked(parsed(self._raw_line()))

    def copy_rows(self, spool: IO[bytes], progress: Progress) -> tuple[int, object]:
        """Write the rows of the chosen sheet into a file; return how many there are, and merged cells."""
        number, merged = 0, None
        while True:
            line = self._raw_line()
            if line.startswith(b"["):
                spool.write(line)
                number += 1
                if not number % OFTEN:
                    progress(Step.READ, number, 0)
                continue
            match self._checked(parsed(line)):
                case {"merged": ranges}:
                    merged = ranges
                case {"end": "rows"}:
                    return number, merged
                case _:
                    raise refused_workbook("workbook_broken")

    def _write(self, data: bytes) -> None:
        try:
            self._input.write(data)
            self._input.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _raw_line(self) -> bytes:
        line = self._output.readline(self._budget + 1)
        self._budget -= len(line)
        if self._budget < 0:
            raise self._refused("workbook_large")
        if not line.endswith(b"\n"):
            raise self._ended()
        return line

    def _checked(self, entry: Any) -> Any:  # noqa: ANN401 - as above.
        match entry:
            case {"refused": str(code)}:
                raise self._refused(code if code in REFUSALS else "workbook_broken")
        return entry

    def _refused(self, code: str) -> FrameFileRejected:
        return refused_workbook(code, limit=f"{self._limits.max_unpacked / MEBIBYTE:g}")

    def _ended(self) -> FrameFileRejected:
        """Return why the process ended before it had said everything."""
        self._process.wait()
        took_too_much = self._process.returncode in {-signal.SIGKILL, -signal.SIGXCPU}
        return self._refused("workbook_slow" if took_too_much else "workbook_broken")


def parsed(line: bytes) -> Any:  # noqa: ANN401 - whatever JSON can say.
    """Return what a line of the answer says.

    Raises
    ------
    FrameFileRejected
        When it is no JSON.
    """
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise refused_workbook("workbook_broken") from error
