"""Scripted frauds on the draw: each is refused with a sentence, or found by whoever recomputes."""

import sys
from pathlib import Path

import pytest

from sampling import verify_bundle
from tests.fraud import by_the_bearer_of_the_bundle, by_the_owner_of_the_database, by_the_preparer
from tests.fraud.by_the_bearer_of_the_bundle import FORGERIES, Forgery, forged
from tests.fraud.deed import Fraud
from tests.house_under_test import HouseUnderTest
from tests.sampling.bundles import good_bundle

IN_THE_HOUSE = (*by_the_preparer.FRAUDS, *by_the_owner_of_the_database.FRAUDS)
LEAST = 30


@pytest.mark.parametrize("fraud", IN_THE_HOUSE, ids=lambda fraud: fraud.name)
def test_a_fraud_in_the_house_is_refused_or_named(sqlite_house: HouseUnderTest, fraud: Fraud) -> None:
    said = fraud.deed(sqlite_house)
    assert fraud.caught_by in said, f"{fraud.name}: {said or 'nobody noticed'}"


@pytest.mark.full
@pytest.mark.parametrize("fraud", IN_THE_HOUSE, ids=lambda fraud: fraud.name)
def test_a_fraud_is_caught_on_every_engine(house: HouseUnderTest, fraud: Fraud) -> None:
    assert fraud.caught_by in fraud.deed(house)


@pytest.mark.parametrize(("forgery", "field"), FORGERIES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_forged_bundle_is_named(tmp_path: Path, forgery: Forgery, field: str) -> None:
    bundle = tmp_path / "proof.zip"
    bundle.write_bytes(forged(forgery))
    verdict = verify_bundle(bundle)
    assert not verdict.ok
    assert field in verdict.sentence


def test_the_bundle_that_the_forgeries_start_from_is_in_order(tmp_path: Path) -> None:
    bundle = tmp_path / "proof.zip"
    bundle.write_bytes(good_bundle())
    assert verify_bundle(bundle).ok


def test_there_are_enough_frauds(capsys: pytest.CaptureFixture[str]) -> None:
    number = len(IN_THE_HOUSE) + len(FORGERIES)
    with capsys.disabled():
        sys.stdout.write(f"\nfrauds: {number} scripted, each refused or named\n")
    assert number >= LEAST
    assert len({fraud.name for fraud in IN_THE_HOUSE}) == len(IN_THE_HOUSE)
    assert by_the_bearer_of_the_bundle.FORGERIES
