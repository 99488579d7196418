"""The house that tests walk through: a real database, a clock that stands still, real people."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house_under_test import (
    HouseUnderTest,
    build_house,
    furnished_postgresql,
    furnished_sqlite,
)
from tests.postgresql_under_test import postgresql_databases

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'iks.db'}"
        return
    with postgresql_databases() as new_database:
        yield new_database


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HouseUnderTest]:
    """A house on each engine: branches, grids, mappings, accounts; nothing drawn yet."""
    if request.param == "sqlite":
        with _house_on_sqlite(tmp_path) as built:
            yield built
        return
    with (
        postgresql_databases(furnished_postgresql()) as url,
        build_house(url, tmp_path, furnished=True) as built,
    ):
        yield built


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[HouseUnderTest]:
    """The same house on SQLite only, for tests that are about pages rather than about storage."""
    with _house_on_sqlite(tmp_path) as built:
        yield built


@contextmanager
def _house_on_sqlite(folder: Path) -> Iterator[HouseUnderTest]:
    shutil.copy(furnished_sqlite(), folder / "iks.db")
    with build_house(f"sqlite:///{folder / 'iks.db'}", folder, furnished=True) as built:
        yield built
