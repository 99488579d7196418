import json
from pathlib import Path

import pytest

from checklists import builtin, checklist_digest, load_builtin
from checklists.command_line import main


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "gut.yaml"
    path.write_text(builtin("benefits"), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "schlecht.yaml"
    text = builtin("benefits").replace("language: de", "language: 1").replace("yes_means: ok", "yes: no")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_grid_is_confirmed_with_its_digest(good, capsys):
    assert main(["check", str(good)]) == 0

    written = capsys.readouterr()
    assert "18 Prüfpunkte, in Ordnung" in written.out
    assert checklist_digest(load_builtin("benefits")) in written.out
    assert written.err == ""


def test_a_good_grid_as_json(good, capsys):
    assert main(["check", str(good), "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {
        "valid": True,
        "id": "benefits",
        "area": "benefits",
        "version": "2026.12",
        "valid_from": "2026-12",
        "points": 18,
        "digest": checklist_digest(load_builtin("benefits")),
    }


def test_a_broken_grid_is_reported_in_german_on_standard_error(broken, capsys):
    assert main(["check", str(broken)]) == 1

    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.splitlines() == [
        "schlecht.yaml ist kein gültiges Prüfraster, 3 Fehler:",
        "Zeile 3, yes_means: Dieser Eintrag fehlt.",
        "Zeile 10, language: Dieser Wert ist hier nicht erlaubt; erlaubt: de.",
        "Zeile 12, yes: Diesen Eintrag gibt es hier nicht.",
    ]


def test_a_broken_grid_as_json_names_path_line_and_both_reasons(broken, capsys):
    assert main(["check", "--json", str(broken)]) == 1

    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [fault["path"] for fault in faults] == ["yes_means", "language", "yes"]
    assert faults[1] == {
        "path": "language",
        "line": 10,
        "code": "not_allowed",
        "reason": "This value is not allowed here; allowed: de.",
        "reason_de": "Dieser Wert ist hier nicht erlaubt; erlaubt: de.",
    }


@pytest.mark.parametrize("argv", [[], ["check"], ["look", "x.yaml"], ["check", "x.yaml", "--xml"]])
def test_wrong_usage_gives_two(argv, capsys):
    assert main(argv) == 2
    assert "usage" in capsys.readouterr().err


def test_asking_for_help_is_no_error(capsys):
    assert main(["check", "--help"]) == 0
    assert "DATEI" in capsys.readouterr().out


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    path = tmp_path / "neu.yaml"
    text = builtin("benefits").replace("Eingangsdatum, Antragsart", "Eingangsdatum, Art des Antrags")
    text = text.replace("wirksamer Antrag vor", "Antrag vor").replace('"2026.12"', '"2027.01"')
    path.write_text(text, encoding="utf-8")
    return path


def test_two_grids_that_say_the_same_are_told_so(good, capsys):
    assert main(["diff", str(good), str(good)]) == 0
    assert "Beide Fassungen sagen dasselbe" in capsys.readouterr().out


def test_every_difference_is_named_with_what_it_means(good, revised, capsys):
    assert main(["diff", str(good), str(revised)]) == 1
    written = capsys.readouterr().out
    assert "L01 geändert, nicht vergleichbar: question, guidance" in written
    assert "Raster geändert, vergleichbar: version" in written
    assert "Kann nicht folgen: check_points[0].question: Eine geänderte Frage" in written


def test_a_difference_as_json(good, revised, capsys):
    assert main(["diff", str(good), str(revised), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["changed"] == [{"id": "L01", "fields": ["question", "guidance"], "effect": "break"}]
    assert [one["code"] for one in told["refusals"]] == ["question_changed"]
    assert (told["added"], told["retired"]) == ([], [])


def test_a_broken_grid_is_not_compared(good, broken, capsys):
    assert main(["diff", str(good), str(broken)]) == 1
    assert "schlecht.yaml ist kein gültiges Prüfraster" in capsys.readouterr().err
