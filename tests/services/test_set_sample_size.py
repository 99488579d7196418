"""A branch's own numbers: from the next open month on, frozen at the lock, in seed and bundle."""

import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from checklists.load import load_builtin
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere
from iks.services.prove_draw import bundle, recompute
from iks.services.sample_size import sample_size, setting_name
from iks.services.set_sample_size import SizeForm, SizeSet, set_sample_size
from iks.services.view_sample_sizes import BranchSize, sample_sizes
from iks.store import journal
from iks.store.draws import Draw, current_draw, sample_of
from iks.store.organisation import setting
from sampling import Allocation
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, benefits_list, draw, drawn, lock, upload

JANUARY, FEBRUARY = MONTH.shift(1), MONTH.shift(2)
IN_DECEMBER = datetime(2026, 12, 10, 9, tzinfo=UTC)
BIG = benefits_list({"Z01": 30, "Z06": 45, "S13": 7})


def set_size(
    house: HouseUnderTest,
    numbers: Mapping[str, int] | None,
    *,
    branch: str = "Z06",
    area: Area = Area.BENEFITS,
    actor: Actor | None = None,
    reason: str = "Viele neue Kräfte",
) -> SizeSet:
    head = actor or house.actor("gur" if area is Area.BENEFITS else "mui")
    with house.runtime.transaction() as session:
        return set_sample_size(session, house.clock, head, area, SizeForm(branch, numbers, reason))


def in_force(house: HouseUnderTest, month: Month, area: Area = Area.BENEFITS) -> str:
    with house.runtime.transaction(writes=False) as session:
        return sample_size(session, area, month, load_builtin(area)).text


def shown(house: HouseUnderTest, branch: str = "Z06") -> BranchSize:
    with house.runtime.transaction(writes=False) as session:
        view = sample_sizes(session, house.clock, house.actor("gur"), Area.BENEFITS)
    return next(line for line in view.branches if line.code == branch)


def test_a_branch_with_fifteen_is_drawn_with_fifteen_and_its_bundle_verifies(
    house: HouseUnderTest, tmp_path: Path
) -> None:
    house.clock.set(datetime(2026, 12, 1, 4, 0, tzinfo=UTC))
    assert set_size(house, {"-": 15}) == SizeSet("Z06", MONTH, {"-": 15})
    drawn(house, Area.BENEFITS, BIG)
    with house.runtime.transaction() as session:
        found = current_draw(session, "benefits", MONTH)
        assert found is not None
        counts = Counter(file.branch_code for file in sample_of(session, found))
        revision, vault = house.actor("revision"), house.runtime.vault
        done = recompute(session, house.clock, revision, vault, found.id)
        content = bundle(session, house.clock, revision, vault, found.id)
    assert counts == {"Z01": 10, "Z06": 15, "S13": 7}
    assert not done.result.failed
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert json.loads(archive.read("manifest.json"))["allocation"] == {"-": 10, "Z06:-": 15}
        archive.extract("verify.py", tmp_path)
    (tmp_path / "proof.zip").write_bytes(content)
    checked = subprocess.run(
        [sys.executable, "-I", "verify.py", "proof.zip"], cwd=tmp_path, capture_output=True, check=False
    )
    assert (checked.returncode, b"in order" in checked.stdout) == (0, True), checked.stdout


def test_the_lock_freezes_the_numbers_and_writes_them_down(house: HouseUnderTest) -> None:
    set_size(house, {"-": 15}, branch="Z01")
    # November is not locked, so the number holds at once.
    assert in_force(house, Month(2026, 11)) == "-=10,Z01:-=15"
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    assert set_size(house, {"-": 20}, branch="Z01").valid_from == JANUARY
    draw(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        (rules,) = journal.all_of(session, "draw_rules_fixed")
        assert session.scalars(select(Draw)).one().allocation == {"-": 10, "Z01:-": 15}
    assert json.loads(rules.data)["allocation"] == "-=10,Z01:-=15"
    assert in_force(house, JANUARY) == "-=10,Z01:-=20"


def test_a_decision_is_merged_with_what_is_in_force_and_earlier_ones_stay(house: HouseUnderTest) -> None:
    set_size(house, {"-": 15})
    drawn(house, Area.BENEFITS)
    house.clock.set(IN_DECEMBER)
    set_size(house, {"-": 12}, branch="S13")
    assert in_force(house, MONTH) == "-=10,Z06:-=15"
    assert in_force(house, JANUARY) == in_force(house, FEBRUARY) == "-=10,S13:-=12,Z06:-=15"
    set_size(house, None, branch="Z06", reason="Eingearbeitet")
    assert in_force(house, JANUARY) == "-=10,S13:-=12"
    assert in_force(house, MONTH) == "-=10,Z06:-=15"
    with house.runtime.transaction(writes=False) as session:
        data = [json.loads(entry.data) for entry in journal.all_of(session, "sample_size_set")]
    assert [(one["branch"], one["allocation"], one["valid_from"]) for one in data] == [
        ("Z06", "-=15", "2026-11"),
        ("S13", "-=12", "2027-01"),
        ("Z06", "", "2027-01"),
    ]
    assert data[2]["reason"] == "Eingearbeitet"


def test_an_earlier_decision_for_a_later_month_does_not_bring_the_old_number_back(
    sqlite_house: HouseUnderTest,
) -> None:
    house = sqlite_house
    house.clock.set(datetime(2027, 1, 20, 9, tzinfo=UTC))
    set_size(house, {"-": 12}, branch="S13")
    house.clock.set(IN_DECEMBER)
    set_size(house, {"-": 15})
    assert in_force(house, JANUARY) == "-=10,S13:-=12,Z06:-=15"


def test_the_number_of_the_grid_is_no_own_number(sqlite_house: HouseUnderTest) -> None:
    set_size(sqlite_house, {"-": 15})
    set_size(sqlite_house, {"-": 10})
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert setting(session, setting_name(Area.BENEFITS), MONTH) == {}


def test_integration_sets_each_stratum(house: HouseUnderTest) -> None:
    set_size(house, {"funded": 8, "unfunded": 4}, area=Area.INTEGRATION)
    drawn(house, Area.INTEGRATION)
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, "integration", MONTH)
        assert found is not None
        strata = Counter((f.branch_code, f.stratum) for f in sample_of(session, found))
        assert Allocation(found.allocation).text == "Z06:funded=8,Z06:unfunded=4,funded=5,unfunded=5"
    assert (strata["Z06", "funded"], strata["Z06", "unfunded"]) == (8, 4)
    assert (strata["Z01", "funded"], strata["Z01", "unfunded"]) == (5, 5)


def test_the_page_tells_since_when_a_number_holds_and_what_holds_until_then(house: HouseUnderTest) -> None:
    assert (shown(house).since, shown(house).is_own) == (None, False)
    drawn(house, Area.BENEFITS)
    house.clock.set(IN_DECEMBER)
    set_size(house, {"-": 15})
    line = shown(house)
    assert (line.numbers, line.since, line.until_then) == ({"-": 15}, JANUARY, {"-": 10})
    house.clock.set(datetime(2027, 2, 20, 9, tzinfo=UTC))
    set_size(house, {"-": 12}, branch="S13")
    line = shown(house)
    assert (line.numbers, line.since, line.until_then) == ({"-": 15}, JANUARY, None)
    set_size(house, None)
    assert (shown(house).since, shown(house).is_own) == (FEBRUARY, False)


@pytest.mark.parametrize("number", [0, -1, 101, 10**9])
def test_less_than_one_and_more_than_a_hundred_files_are_refused(
    sqlite_house: HouseUnderTest, number: int
) -> None:
    with pytest.raises(FieldsRejected) as refused:
        set_size(sqlite_house, {"-": number}, reason="")
    assert [fault.name for fault in refused.value.faults] == ["files.all", "reason"]
    assert set_size(sqlite_house, {"-": 100}).numbers == {"-": 100}


@pytest.mark.parametrize("numbers", [{"funded": 0, "unfunded": 5}, {"funded": 60, "unfunded": 60}])
def test_no_stratum_is_left_out_and_together_they_are_a_hundred_at_most(
    sqlite_house: HouseUnderTest, numbers: dict[str, int]
) -> None:
    with pytest.raises(FieldsRejected) as refused:
        set_size(sqlite_house, numbers, area=Area.INTEGRATION)
    assert [fault.name for fault in refused.value.faults] == ["files.funded"]


@pytest.mark.parametrize("numbers", [{"-": 10}, None])
def test_what_holds_already_is_not_decided_again(
    sqlite_house: HouseUnderTest, numbers: dict[str, int] | None
) -> None:
    with pytest.raises(FieldsRejected) as refused:
        set_size(sqlite_house, numbers)
    assert "gilt schon" in refused.value.faults[0].sentence


@pytest.mark.parametrize(
    ("username", "error"),
    [
        ("mui", NotThere),
        ("gur-staff", NotPermitted),
        ("revision", NotPermitted),
        ("controller", NotPermitted),
    ],
)
def test_only_the_unit_head_of_the_area_decides(
    sqlite_house: HouseUnderTest, username: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        set_size(sqlite_house, {"-": 15}, actor=sqlite_house.actor(username))


@pytest.mark.parametrize("numbers", [{"funded": 5, "unfunded": 5}, {}])
def test_a_stratum_that_the_area_does_not_have_is_not_there(
    sqlite_house: HouseUnderTest, numbers: dict[str, int]
) -> None:
    with pytest.raises(NotThere):
        set_size(sqlite_house, numbers)
    with pytest.raises(NotThere):
        set_size(sqlite_house, {"-": 15}, branch="Z99")
