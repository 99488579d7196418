import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import checklists

MODULES = sorted(module.name for module in pkgutil.iter_modules(checklists.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_right(name):
    outcome = doctest.testmod(import_module(f"checklists.{name}"))

    assert outcome.failed == 0
    if name in {"rules", "load", "digest", "tree", "structure", "faults", "condition", "consistency"}:
        assert outcome.attempted


def test_every_public_name_can_be_had_from_the_package():
    for name in checklists.__all__:
        assert getattr(checklists, name).__name__ == name

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        checklists.nothing  # noqa: B018 - asking is the test.


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, checklists; print(sorted({'pydantic', 'yaml', 'iks', 'sampling'} & sys.modules.keys()))"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code.

    assert shown.stdout.strip() == "[]"


def test_the_package_stands_without_the_service_and_without_sampling():
    code = (
        "import sys, checklists; checklists.load_builtin('benefits'); import checklists.command_line; "
        "print(sorted({'iks', 'sampling', 'numpy', 'flask'} & sys.modules.keys()))"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code.

    assert shown.stdout.strip() == "[]"
