"""An auditor without this program: a bundle and a Python, nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from iks.domain.values import Area
from iks.services import prove_draw
from iks.store.draws import current_draw
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn

# No environment, no folder of the user, no installed package.
BARE = [sys.executable, "-I", "-S"]


def bundle_of(house: HouseUnderTest, area: Area) -> bytes:
    """Return the bundle of an area's draw as the revision takes it along."""
    drawn(house, area)
    with house.runtime.transaction() as session:
        found = current_draw(session, area.value, MONTH)
        assert found is not None
        revision = house.actor("revision")
        return prove_draw.bundle(session, house.clock, revision, house.runtime.vault, found.id)


def run_bare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a bare Python in a folder."""
    command = [*BARE, *arguments]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter.


def unpacked(content: bytes, folder: Path) -> Path:
    """Put the bundle and the program inside it into an empty folder."""
    folder.mkdir()
    (folder / "bundle.zip").write_bytes(content)
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extract("verify.py", folder)
    return folder


def changed(content: bytes, folder: Path, member: str, old: bytes, new: bytes) -> bytes:
    """Return a bundle in which one member was changed, as a person would pack it again."""
    source, target = folder / "source.zip", folder / "target.zip"
    source.write_bytes(content)
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            assert name != member or old in data
            other.writestr(name, data.replace(old, new, 1) if name == member else data)
    return target.read_bytes()


def test_the_bare_python_does_not_know_the_program(tmp_path: Path) -> None:
    for name in ("sampling", "iks", "sqlalchemy"):
        assert "ModuleNotFoundError" in run_bare(tmp_path, "-c", f"import {name}").stderr


@pytest.mark.parametrize("area", list(Area))
def test_the_script_inside_proves_a_bundle_with_python_alone(
    sqlite_house: HouseUnderTest, area: Area, tmp_path: Path
) -> None:
    folder = unpacked(bundle_of(sqlite_house, area), tmp_path / "alone")
    assert sorted(path.name for path in folder.iterdir()) == ["bundle.zip", "verify.py"]
    done = run_bare(folder, "verify.py", "bundle.zip")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The bundle is in order" in done.stdout


@pytest.mark.parametrize(
    ("member", "old", "new", "named"),
    [
        ("sample.tsv", b"Z06\t-\t1\t", b"Z06\t-\t2\t", "sample:"),
        ("frame.tsv", b"eligible\n", b"at_external_audit\n", "frame_digest:"),
        ("manifest.json", b'"month": "2026-12"', b'"month": "2026-11"', "seed"),
    ],
)
def test_a_changed_bundle_ends_with_status_one_and_names_what_differs(
    sqlite_house: HouseUnderTest, tmp_path: Path, member: str, old: bytes, new: bytes, named: str
) -> None:
    forged = changed(bundle_of(sqlite_house, Area.BENEFITS), tmp_path, member, old, new)
    done = run_bare(unpacked(forged, tmp_path / "alone"), "verify.py", "bundle.zip")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("The bundle differs.")
    assert named in done.stdout
