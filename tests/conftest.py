"""The house that tests walk through: a real database, a clock that stands still, real people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawn_copy import build_template, open_copy
from tests.house_under_test import HouseUnderTest, build_house, postgresql_databases

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'iks.db'}"
        return
    with postgresql_databases() as new_database:
        yield new_database


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[HouseUnderTest]:
    """A house on each engine: branches, grids, mappings, accounts; nothing drawn yet."""
    with build_house(database_url, tmp_path) as built:
        yield built


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[HouseUnderTest]:
    """The same house on SQLite only, for tests that are about pages rather than about storage."""
    with build_house(f"sqlite:///{tmp_path / 'iks.db'}", tmp_path) as built:
        yield built


@pytest.fixture(scope="session")
def drawn_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house on SQLite whose December is drawn in both areas, to be copied."""
    return build_template(tmp_path_factory.mktemp("drawn"))


@pytest.fixture
def house_with_files(drawn_template: Path, tmp_path: Path) -> Iterator[HouseUnderTest]:
    """A copy of that house on SQLite: a branch head can begin to check."""
    with open_copy(drawn_template, tmp_path / "house") as house:
        yield house
