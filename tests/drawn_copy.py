"""Copies of one house whose month is drawn in both areas: made once, opened by many tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from iks.domain.values import Area
from tests.house_under_test import HouseUnderTest, build_house, open_house
from tests.month_under_test import DRAW_MOMENT, drawn


def build_template(folder: Path) -> Path:
    """Build the house that is copied."""
    with build_house(_address(folder), folder) as house:
        for area in Area:
            drawn(house, area)
    return folder


@contextmanager
def open_copy(template: Path, folder: Path) -> Iterator[HouseUnderTest]:
    """Open a copy of the house at the moment of its draw."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with open_house(_address(folder), folder, DRAW_MOMENT) as house:
        yield house


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'iks.db'}"


@pytest.fixture(scope="session")
def drawn_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house on SQLite whose December is drawn in both areas, to be copied."""
    return build_template(tmp_path_factory.mktemp("drawn"))


@pytest.fixture
def house_with_files(drawn_template: Path, tmp_path: Path) -> Iterator[HouseUnderTest]:
    """A copy of that house on SQLite: a branch head can begin to check."""
    with open_copy(drawn_template, tmp_path / "house") as house:
        yield house
