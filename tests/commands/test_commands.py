"""The commands as a person at a terminal runs them, on a demo of their own."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from iks.cli import main
from iks.domain.frame_file import BY_COMMAND
from iks.services.sign_in import DEMO_PASSWORD
from tests.house.source import ROOT

MONTH = "2026-12"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which the demo was made, with one month of history."""
    folder = tmp_path_factory.mktemp("demo")
    before, variables = Path.cwd(), dict(os.environ)
    (folder / "password").write_text(DEMO_PASSWORD + "\n", encoding="utf-8")
    os.environ |= {"IKS_DEMO": "1", "IKS_PASSWORD_FILE": "password"}
    os.chdir(folder)
    assert main(["demo", "--months", "1", "--current-month", MONTH]) == 0
    yield folder
    os.chdir(before)
    os.environ.clear()
    os.environ.update(variables)


@pytest.fixture
def printed(demo: Path, capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """What the commands print."""
    assert demo.is_dir()
    capsys.readouterr()
    return capsys


def test_the_demo_is_kept_when_it_is_made_again(printed: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "list", "--json"]) == 0
    before = printed.readouterr().out
    assert main(["demo"]) == 0
    assert DEMO_PASSWORD in printed.readouterr().out
    assert main(["user", "list", "--json"]) == 0
    assert printed.readouterr().out == before
    names = {account["username"] for account in json.loads(before)}
    assert {"z01", "z12", "s13", "s14", "z01-deputy", "gur", "mui-staff", "revision-2", "admin"} <= names


def test_the_bundle_of_a_draw_verifies_offline_and_a_changed_one_does_not(
    printed: pytest.CaptureFixture[str],
) -> None:
    words = ["draw", "bundle", "--area", "integration", "--month", MONTH, "--as", "revision"]
    assert main([*words, "--out", "bundle.zip"]) == 0
    assert main(["draw", "verify", "bundle.zip"]) == 0
    data = bytearray(Path("bundle.zip").read_bytes())
    data[len(data) // 2] ^= 1
    Path("changed.zip").write_bytes(data)
    assert main(["draw", "verify", "changed.zip"]) == 1
    assert "differs" in printed.readouterr().err


def test_a_role_that_may_not_gets_a_sentence_and_no_file(printed: pytest.CaptureFixture[str]) -> None:
    for username in ("gur", "controller", "z06", "admin"):
        words = ["draw", "bundle", "--area", "benefits", "--month", MONTH, "--as", username]
        assert main([*words, "--out", f"{username}.zip"]) == 1
        assert "gehört nicht zu Ihren Aufgaben" in printed.readouterr().err
        assert not Path(f"{username}.zip").exists()


def test_a_wrong_password_is_refused(
    printed: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("wrong").write_text("wrong", encoding="utf-8")
    monkeypatch.setenv("IKS_PASSWORD_FILE", "wrong")
    assert main(["journal", "verify", "--as", "revision"]) == 1
    assert "Passwort stimmt nicht" in printed.readouterr().err


def test_the_journal_of_the_demo_is_whole(printed: pytest.CaptureFixture[str]) -> None:
    assert main(["journal", "verify", "--as", "revision"]) == 0
    assert main(["journal", "export", "--as", "revision", "--out", "journal.jsonl"]) == 0
    assert len(Path("journal.jsonl").read_text(encoding="utf-8").splitlines()) > 100
    printed.readouterr()
    assert main(["journal", "head", "--json"]) == 0
    assert len(json.loads(printed.readouterr().out)["hash"]) == 64


def test_released_findings_are_written_as_csv_and_json_with_the_same_rows(
    printed: pytest.CaptureFixture[str],
) -> None:
    words = ["export", "findings", "--area", "benefits", "--from", "2026-11", "--to", "2026-11"]
    assert main([*words, "--as", "gur", "--out", "findings.csv"]) == 0
    assert main([*words, "--as", "gur", "--format", "json", "--out", "findings.json"]) == 0
    lines = Path("findings.csv").read_bytes().decode("utf-8-sig").splitlines()
    rows = json.loads(Path("findings.json").read_text(encoding="utf-8"))
    assert main([*words, "--as", "gur", "--format", "xlsx", "--out", "findings.xlsx"]) == 0
    book = load_workbook("findings.xlsx")
    assert [cell.value for cell in book["Zahlen"][1]] == list(rows[0])
    assert len(lines) == len(rows) + 1 == book["Zahlen"].max_row
    assert {row["check_point"] for row in rows} == {f"L{n:02d}" for n in range(1, 19)}
    assert main([*words, "--as", "mui", "--out", "foreign.csv"]) == 1
    assert not Path("foreign.csv").exists()
    assert printed.readouterr().err


def test_a_list_with_faults_names_them_and_takes_nothing_over(printed: pytest.CaptureFixture[str]) -> None:
    faulty = ROOT / "tests" / "data" / "frames" / "benefits-faulty.csv"
    words = ["frame", "import", str(faulty), "--area", "benefits", "--month", "2027-01"]
    assert main([*words, "--as", "controller"]) == 1
    report = printed.readouterr().err
    assert "10 Fehler" in report
    assert "Es wurde nichts übernommen" in report
    assert main([*words, "--as", "gur", "--dry-run"]) == 1


def test_a_mapping_that_cannot_be_read_is_named_and_nothing_is_taken_over(
    printed: pytest.CaptureFixture[str],
) -> None:
    right = ROOT / "tests" / "data" / "frames" / "benefits-2026-12.csv"
    words = ["frame", "import", str(right), "--area", "benefits", "--month", "2027-01", "--as", "controller"]
    Path("utf16.yaml").write_bytes("schema: iks.frame-mapping/1\n".encode("utf-16"))
    assert main([*words, "--mapping", "utf16.yaml"]) == 1
    report = printed.readouterr().err
    assert "Es wurde nichts übernommen" in report
    assert "UTF-8" in report
    Path("torn.yaml").write_text("schema: iks.frame-mapping/1\narea: benefits\n", encoding="utf-8")
    assert main([*words, "--mapping", "torn.yaml"]) == 1
    assert "file_ref" in printed.readouterr().err


def test_a_file_larger_than_the_limit_is_refused_without_being_read_whole(
    printed: pytest.CaptureFixture[str],
) -> None:
    with Path("huge.csv").open("wb") as sparse:
        sparse.truncate(BY_COMMAND.max_bytes * 8)
    words = ["frame", "import", "huge.csv", "--area", "integration", "--month", "2027-01"]
    assert main([*words, "--as", "controller", "--dry-run"]) == 1
    assert "größer als 1024 MiB" in printed.readouterr().err
    Path("huge.csv").unlink()


def test_a_role_without_the_permission_and_a_folder_that_is_missing_get_a_sentence(
    printed: pytest.CaptureFixture[str],
) -> None:
    words = ["draw", "bundle", "--area", "benefits", "--month", MONTH, "--out", "missing/bundle.zip"]
    assert main([*words, "--as", "controller"]) == 1
    assert "Das gehört nicht zu Ihren Aufgaben" in printed.readouterr().err
    assert main([*words, "--as", "revision"]) == 1
    assert "missing/bundle.zip: Die Datei lässt sich nicht" in printed.readouterr().err


def test_a_control_total_that_differs_refuses_the_list(printed: pytest.CaptureFixture[str]) -> None:
    right = ROOT / "tests" / "data" / "frames" / "benefits-2026-12.csv"
    words = ["frame", "import", str(right), "--area", "benefits", "--month", "2027-01", "--dry-run"]
    assert main([*words, "--as", "controller", "--control-total", "22301"]) == 1
    assert "nennt 22.301 Akten, in der Liste stehen 22.300" in printed.readouterr().err


def test_a_backup_is_written_and_a_full_database_is_not_overwritten(
    printed: pytest.CaptureFixture[str],
) -> None:
    assert main(["backup", "house.zip"]) == 0
    assert "geprüft" in printed.readouterr().out
    assert main(["restore", "house.zip"]) == 1
    assert "enthält schon Daten" in printed.readouterr().err
    assert main(["restore", "house.zip", "--overwrite"]) == 0
    assert "iks secrets settle" in printed.readouterr().out
    assert main(["secrets", "settle", "--none-drawn-since"]) == 0
    assert main(["journal", "verify", "--as", "revision"]) == 0


def test_after_a_restore_the_draws_since_then_are_named_once(printed: pytest.CaptureFixture[str]) -> None:
    assert main(["secrets", "list", "--json"]) == 0
    chains = json.loads(printed.readouterr().out)
    number = next(chain["position"] for chain in chains if chain["draw_id"] == "benefits")
    assert main(["secrets", "settle", "--none-drawn-since"]) == 1
    assert "Es gibt nichts zu klären" in printed.readouterr().err
    assert main(["backup", "settled.zip"]) == 0
    used = ["--used", f"benefits:{number}"]
    assert main(["restore", "settled.zip", "--overwrite", *used, "--none-drawn-since"]) == 2
    assert main(["restore", "settled.zip", "--overwrite", "--used", "benefits"]) == 2
    assert main(["restore", "settled.zip", "--overwrite", *used]) == 0
    assert "Als verbraucht vermerkt: 1" in printed.readouterr().out
    assert main(["secrets", "settle"]) == 2
    assert main(["secrets", "settle", *used]) == 1
    printed.readouterr()
    assert main(["secrets", "list", "--json"]) == 0
    chains = json.loads(printed.readouterr().out)
    assert number + 1 in {chain["position"] for chain in chains if chain["draw_id"] == "benefits"}


def test_wrong_words_get_status_two(printed: pytest.CaptureFixture[str]) -> None:
    assert main(["frame", "lock", "--area", "housing", "--month", MONTH, "--as", "gur"]) == 2
    assert main(["frame", "lock", "--area", "benefits", "--month", "2026-13", "--as", "gur"]) == 2
    assert main(["no-such-command"]) == 2
    assert "benefits | integration" in printed.readouterr().err


def test_a_new_house_is_set_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IKS_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("IKS_DEMO", "0")
    assert main(["init"]) == 0
    text = capsys.readouterr().out
    assert "/auth/first-password/" in text
    assert (tmp_path / "instance" / "seed.key").stat().st_mode & 0o077 == 0
    assert main(["init"]) == 1
    assert "schon eingerichtet" in capsys.readouterr().err
    assert main(["db", "check"]) == 0
    assert main(["tick"]) == 0


def test_all_wrong_settings_are_named_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IKS_DEMO", raising=False)
    monkeypatch.delenv("IKS_SECRET_KEY", raising=False)
    monkeypatch.setenv("IKS_PUBLIC_VALUE", "sometimes")
    monkeypatch.setenv("PORT", "eighty")
    assert main(["tick"]) == 1
    report = capsys.readouterr().err
    assert "IKS_PUBLIC_VALUE" in report
    assert "PORT" in report


def test_the_demo_listens_on_the_loopback_address_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - what has to be refused.
    assert main(["demo"]) == 1
    assert "127.0.0.1" in capsys.readouterr().err


def test_the_deputy_of_the_demo_checks_files_as_well(printed: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "list", "--json"]) == 0
    accounts = {a["username"]: a["roles"] for a in json.loads(printed.readouterr().out)}
    assert list(accounts["z01-deputy"]) == ["deputy Z01 benefits", "deputy Z01 integration"]


def test_the_report_of_a_month_is_taken_along_as_pdf_and_html(printed: pytest.CaptureFixture[str]) -> None:
    for area, form, begins in (("benefits", "pdf", b"%PDF-1.7"), ("integration", "html", b"<!DOCTYPE html>")):
        words = ["report", "monthly", "--area", area, "--month", "2026-11", "--format", form]
        assert main([*words, "--out", f"report.{form}", "--as", "z06"]) == 0
        made = Path(f"report.{form}").read_bytes()
        assert made.lstrip().startswith(begins)
        assert main([*words, "--out", f"again.{form}", "--as", "management"]) == 0
        assert Path(f"again.{form}").read_bytes() == made
    printed.readouterr()


def test_the_agenda_is_taken_along_as_pdf_and_html(printed: pytest.CaptureFixture[str]) -> None:
    for area, form, begins in (("benefits", "html", b"<!DOCTYPE html>"), ("integration", "pdf", b"%PDF-1.7")):
        words = [
            "report",
            "agenda",
            "--area",
            area,
            "--format",
            form,
            "--out",
            f"agenda.{form}",
            "--as",
            "z06",
        ]
        assert main(words) == 0
        assert Path(f"agenda.{form}").read_bytes().lstrip().startswith(begins)
        assert main([*words, "--month", "2026-11"]) == 0
    printed.readouterr()
    refused = ["report", "agenda", "--area", "benefits", "--month", MONTH, "--out", "none.pdf"]
    assert main([*refused, "--as", "mui-staff"]) == 1
    assert main([*refused, "--as", "admin"]) == 1
    assert "gehört nicht zu Ihren Aufgaben" in printed.readouterr().err
    assert not Path("none.pdf").exists()


def test_a_report_that_is_not_out_or_not_yours_gets_a_sentence_and_no_file(
    printed: pytest.CaptureFixture[str],
) -> None:
    words = ["report", "monthly", "--area", "benefits", "--out", "none.pdf"]
    assert main([*words, "--month", MONTH, "--as", "z06"]) == 1
    assert main([*words, "--month", "2026-11", "--as", "mui"]) == 1
    assert main([*words, "--month", "2026-11", "--as", "admin"]) == 1
    assert "gehört nicht zu Ihren Aufgaben" in printed.readouterr().err
    annual = ["report", "annual", "--area", "benefits", "--year", "2025", "--out", "none.pdf", "--as", "z06"]
    assert main(annual) == 1
    assert not Path("none.pdf").exists()
