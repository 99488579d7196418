"""The bar of a long import: at a terminal only, and never in the output for machines."""

import io

import pytest

from iks.commands.progress import progress_bar
from iks.domain.progress import Step, silent


class Terminal(io.StringIO):
    """A place to write to that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_a_bar_for_every_step_is_shown_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as tell:
        for step in Step:
            # How much there is to read of a workbook is not known before its end.
            tell(step, 0, 0)
            tell(step, 5, 10)
            tell(step, 10, 10)
    said = terminal.getvalue()
    assert all(word in said for word in ("Lesen", "Prüfen", "Speichern", "100%"))
    assert capsys.readouterr().out == ""


def test_nothing_is_shown_where_nobody_looks_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress_bar() as tell:
        assert tell is silent
        tell(Step.READ, 1, 2)
    assert capsys.readouterr().out == ""
