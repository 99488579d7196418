"""A bar on the terminal for what takes long; nobody who reads the output by machine sees it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from iks.domain.progress import Progress, Step, silent

WORDS = {Step.READ: "Lesen", Step.CHECK: "Prüfen", Step.WRITE: "Speichern"}


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give what services tell their progress to: a bar where a person looks on, else nothing."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich import progress  # noqa: PLC0415 - a heavy library, needed at a terminal only.
    from rich.console import Console  # noqa: PLC0415 - as above.

    columns = (
        progress.TextColumn("{task.description:<9}"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
    )
    with progress.Progress(*columns, progress.TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        tasks: dict[Step, progress.TaskID] = {}

        def tell(step: Step, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(WORDS[step])
            # Without a total the bar only shows that something goes on.
            bar.update(tasks[step], completed=done, total=total or None)

        yield tell
