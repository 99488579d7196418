"""Counts of objections from a terminal: taken over once, faulty rows named, the person in the journal."""

import json
from pathlib import Path

import pytest

from iks.commands.group import run
from tests.house_under_test import PASSWORD, HouseUnderTest
from tests.objections_under_test import OCTOBER, all_topics, as_csv, counts


@pytest.fixture
def terminal(sqlite_house: HouseUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HouseUnderTest:
    """A terminal at which the house and a password file are set."""
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("IKS_DATABASE_URL", str(sqlite_house.runtime.settings.database_url))
    monkeypatch.setenv("IKS_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("IKS_SEED_KEY_FILE", str(sqlite_house.folder / "seed.key"))
    monkeypatch.setenv("IKS_PASSWORD_FILE", str(secret))
    return sqlite_house


def write(folder: Path, data: bytes) -> str:
    path = folder / "zahlen.csv"
    path.write_bytes(data)
    return str(path)


def test_a_file_is_taken_over_once_and_corrected_with_a_reason(
    terminal: HouseUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, as_csv(all_topics(OCTOBER), german=False, separator=",", encoding="utf-8"))
    assert run(["objections", "import", file, "--as", "controller"]) == 0
    assert "2026-10 bis 2026-10: 10 Zeilen neu." in capsys.readouterr().out
    assert run(["objections", "import", file, "--as", "controller", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "months": ["2026-10"],
        "new": 0,
        "corrected": 0,
        "unchanged": True,
    }
    changed = write(tmp_path, as_csv(all_topics(OCTOBER, housing=counts(OCTOBER, received=80))))
    assert run(["objections", "import", changed, "--as", "controller"]) == 1
    assert "Bitte nennen Sie den Grund der Berichtigung." in capsys.readouterr().err
    assert run(["objections", "import", changed, "--as", "controller", "--reason", "Nachmeldung"]) == 0
    assert "1 berichtigt" in capsys.readouterr().out
    page = terminal.signed_in("revision").get("/revision/journal").text()
    assert "Widersprüche und Klagen eingetragen" in page
    assert "Kommandozeile" in page


def test_every_faulty_row_is_named(
    terminal: HouseUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del terminal
    file = write(tmp_path, as_csv(all_topics(OCTOBER)).replace(b";40\r\n", b";41\r\n", 2))
    assert run(["objections", "import", file, "--as", "controller", "--json"]) == 1
    said = capsys.readouterr()
    assert [(fault["row"], fault["code"]) for fault in json.loads(said.out)["faults"]] == [
        (2, "balance"),
        (3, "balance"),
    ]
    assert "Zeile 2, Spalte „Bestand am Ende“" in said.err


@pytest.mark.parametrize("person", ["revision", "z06", "management"])
def test_others_are_refused(
    terminal: HouseUnderTest, tmp_path: Path, person: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del terminal
    file = write(tmp_path, as_csv(all_topics(OCTOBER)))
    assert run(["objections", "import", file, "--as", person]) == 1
    assert "gehört nicht zu Ihren Aufgaben" in capsys.readouterr().err
