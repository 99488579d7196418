"""Who may call whom: the import contracts hold, and each would catch what it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

# One line per contract that breaks it, and the room the line is written into.
VIOLATIONS = {
    "House": ("sampling/canonical.py", "import iks.errors"),
    "Floors": ("iks/store/base.py", "import iks.services.sign_in"),
    "Pure": ("iks/domain/month.py", "import sqlalchemy"),
    "only through services": ("iks/web/start.py", "import iks.store.accounts"),
    "no web framework": ("iks/services/list_tasks.py", "import flask"),
    "Privacy wall": ("iks/domain/aggregate.py", "import iks.domain.file_check"),
    "One door": ("iks/services/submit_month.py", "import iks.domain.anonymise"),
    "Rooms of the web": ("iks/web/branch/views.py", "import iks.web.revision.views"),
    "numpy and scipy": ("checklists/rules.py", "import numpy"),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    return subprocess.run(  # noqa: S603 - our own interpreter with fixed words.
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(folder)}
    )


def test_all_import_contracts_hold() -> None:
    result = _lint(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.full
@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_seeded_violation_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    for name in ("iks", "sampling", "checklists", "pyproject.toml"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    file, line = VIOLATIONS[contract]
    target = tmp_path / file
    target.write_text(f"{target.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    result = _lint(tmp_path)
    broken = [row for row in result.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), result.stdout
