"""Grids from a terminal: a file becomes a draft or a proposal, a version becomes a file."""

from pathlib import Path

import pytest

from checklists.load import builtin
from iks.commands.group import run
from iks.domain.values import Area
from tests.grid_under_test import BUILTIN_LABEL, LABEL, revised
from tests.house_under_test import PASSWORD, HouseUnderTest


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


def write(folder: Path, text: str) -> str:
    path = folder / "raster.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("area", "who"), [(Area.BENEFITS, "gur-staff"), (Area.INTEGRATION, "mui-staff")])
def test_a_file_becomes_a_draft_even_with_faults(
    terminal: HouseUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], area: Area, who: str
) -> None:
    file = write(tmp_path, revised(area).replace("group: A", "group: Z", 1))
    assert run(["checklist", "import", file, "--as", who]) == 0
    address = capsys.readouterr().out.split()[-1]
    assert f"/checklists/{area}/drafts/" in address
    page = terminal.signed_in(who).get(address[address.index("/checklists") :])
    assert "„Z“ steht nicht in der Liste groups dieses Rasters" in page.text("li")
    assert run(["checklist", "import", file, "--propose", "--as", who]) == 1
    assert "„Z“ steht nicht in der Liste groups" in capsys.readouterr().err


def test_a_file_is_proposed_and_exported_as_it_came_in(
    terminal: HouseUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del terminal
    text = revised(Area.BENEFITS)
    assert run(["checklist", "import", write(tmp_path, text), "--propose", "--as", "gur-staff"]) == 0
    assert f"Vorgeschlagen: Fassung {LABEL}" in capsys.readouterr().out
    out = tmp_path / "hinaus.yaml"
    words = ["checklist", "export", "--area", "benefits", "--out", str(out), "--as"]
    assert run([*words, "gur", "--version", LABEL]) == 0
    assert out.read_text(encoding="utf-8") == text
    assert run([*words, "z06", "--version", BUILTIN_LABEL]) == 0
    assert out.read_text(encoding="utf-8") == builtin("benefits")
    assert run([*words, "z06", "--version", LABEL]) == 1
    assert "gibt es nicht" in capsys.readouterr().err


def test_what_is_no_grid_or_not_the_persons_business_is_refused(
    terminal: HouseUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del terminal
    assert run(["checklist", "import", write(tmp_path, "a: 1\n"), "--as", "gur-staff"]) == 1
    assert "nennt keinen Bereich" in capsys.readouterr().err
    assert run(["checklist", "import", write(tmp_path, revised(Area.BENEFITS)), "--as", "mui"]) == 1
    assert run(["checklist", "import", write(tmp_path, builtin("benefits")), "--as", "controller"]) == 1
    latin = tmp_path / "alt.yaml"
    latin.write_bytes(builtin("benefits").encode("latin-1", "replace"))
    assert run(["checklist", "import", str(latin), "--as", "gur-staff"]) == 1
    assert "kein gültiges UTF-8" in capsys.readouterr().err
