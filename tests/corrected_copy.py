"""Copies of one house in which Z06 corrected an answer of a closed month: made once, opened by many tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drawn_copy import open_copy
from tests.house_under_test import HouseUnderTest
from tests.services.corrections_factory import corrected_as_drawn


@pytest.fixture(scope="session")
def corrected_template(drawn_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house on SQLite whose benefits of December are closed and corrected, to be copied."""
    folder = tmp_path_factory.mktemp("corrected") / "house"
    with open_copy(drawn_template, folder) as house:
        corrected_as_drawn(house)
    return folder


@pytest.fixture
def corrected_house(corrected_template: Path, tmp_path: Path) -> Iterator[HouseUnderTest]:
    """A copy of that house on SQLite: the revision can begin to ask."""
    with open_copy(corrected_template, tmp_path / "house") as house:
        yield house
