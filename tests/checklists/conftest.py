"""Grids to test with: the two that are shipped, and their plain values to be changed."""

from collections.abc import Callable
from typing import Any

import pytest

from checklists import Checklist, ChecklistRejected, build_checklist, load_builtin, plain_values


@pytest.fixture(scope="session", params=["benefits", "integration"])
def grid(request: pytest.FixtureRequest) -> Checklist:
    return load_builtin(request.param)


@pytest.fixture(scope="session")
def benefits() -> Checklist:
    return load_builtin("benefits")


@pytest.fixture(scope="session")
def integration() -> Checklist:
    return load_builtin("integration")


@pytest.fixture
def values(benefits: Checklist) -> dict[str, Any]:
    return plain_values(benefits)


@pytest.fixture
def faults_of() -> Callable[[Any], list[tuple[str, str]]]:
    """Return path and code of every fault that plain values have as a grid."""

    def examine(data: Any) -> list[tuple[str, str]]:
        try:
            build_checklist(data)
        except ChecklistRejected as rejected:
            return [(fault.path, fault.code) for fault in rejected.faults]
        return []

    return examine
