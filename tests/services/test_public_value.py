"""The public value: announced before the lock, mixed in after it, and nothing in between."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select, update

from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.errors import IntegrityError, InvalidInput, NotPermitted, Refused
from iks.services.draw_month import DrawRules
from iks.services.lock_frame import SourceNotNamed, lock_frame
from iks.services.prove_draw import bundle, recompute
from iks.store import journal
from iks.store.draws import Draw
from iks.store.frames import Frame
from iks.store.months import get_month
from sampling import verify_bundle
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, announce, draw, lock, upload

SOURCE = "Würfel vor Zeugen"
REQUIRED = DrawRules(public_value_required=True)


def locked(house: HouseUnderTest, source: str = SOURCE) -> None:
    upload(house, Area.BENEFITS)
    if source:
        announce(house, Area.BENEFITS, source)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)


def the_draw(house: HouseUnderTest) -> Draw:
    with house.runtime.transaction(writes=False) as session:
        return session.scalars(select(Draw)).one()


def test_source_and_value_stand_with_the_draw_in_the_journal_and_in_the_bundle(
    house: HouseUnderTest, tmp_path: Path
) -> None:
    locked(house)
    draw(house, Area.BENEFITS, public_value=" 3-5-6 ", actor=house.actor("revision"))
    found = the_draw(house)
    assert (found.public_value, found.public_source) == ("3-5-6", SOURCE)
    with house.runtime.transaction() as session:
        named, rules = (
            journal.latest(session, 1, event_name=name)[0]
            for name in ("public_source_named", "draw_rules_fixed")
        )
        content = bundle(session, house.clock, house.actor("revision"), house.runtime.vault, found.id)
    assert json.loads(named.data)["public_source"] == json.loads(rules.data)["public_source"] == SOURCE
    assert named.position < rules.position
    file = tmp_path / "proof.zip"
    file.write_bytes(content)
    assert verify_bundle(file).ok
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert json.loads(archive.read("manifest.json"))["public_value"] == "3-5-6"


def test_an_announced_value_is_needed_even_where_the_house_demands_none(house: HouseUnderTest) -> None:
    locked(house)
    with pytest.raises(Refused, match="fehlt noch der öffentliche Wert"):
        draw(house, Area.BENEFITS)
    assert draw(house, Area.BENEFITS, public_value="3-5-6").files == 27


def test_a_value_that_nobody_announced_is_refused(house: HouseUnderTest) -> None:
    locked(house, "")
    with pytest.raises(Refused, match="kein öffentlicher Wert angekündigt"):
        draw(house, Area.BENEFITS, public_value="3-5-6", actor=house.actor("revision"))
    assert draw(house, Area.BENEFITS).files == 27


def test_where_the_house_demands_a_value_no_list_is_locked_without_its_source(house: HouseUnderTest) -> None:
    upload(house, Area.BENEFITS)

    def attempt() -> None:
        with house.runtime.transaction() as session:
            controller = house.actor("controller")
            lock_frame(
                session, house.clock, controller, Area.BENEFITS, MONTH, demo=True, source_required=True
            )

    with pytest.raises(SourceNotNamed, match="woher der öffentliche Wert kommt"):
        attempt()
    with house.runtime.transaction(writes=False) as session:
        audit = get_month(session, Area.BENEFITS, MONTH)
        assert audit is not None
        assert audit.state is MonthState.PLANNED
    announce(house, Area.BENEFITS)
    attempt()


WRONG_ORDERS: dict[str, tuple[Callable[[HouseUnderTest], object], str]] = {
    "a source after the lock": (
        lambda house: announce(house, Area.BENEFITS, "Lottozahlen"),
        "schon gesperrt",
    ),
    "a second lock": (lambda house: lock(house, Area.BENEFITS), "schon gesperrt"),
    "a draw without its value": (lambda house: draw(house, Area.BENEFITS), "fehlt noch"),
}


@pytest.mark.parametrize("order", WRONG_ORDERS)
def test_a_wrong_order_is_refused_with_its_sentence(sqlite_house: HouseUnderTest, order: str) -> None:
    attempt, sentence = WRONG_ORDERS[order]
    locked(sqlite_house)
    with pytest.raises(Refused, match=sentence):
        attempt(sqlite_house)


def test_a_value_before_the_lock_is_refused(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    announce(sqlite_house, Area.BENEFITS)
    sqlite_house.clock.set(DRAW_MOMENT)
    with pytest.raises(Refused, match="noch nicht gesperrt"):
        draw(sqlite_house, Area.BENEFITS, public_value="3-5-6")


def test_a_value_before_the_draw_is_due_is_refused(sqlite_house: HouseUnderTest) -> None:
    upload(sqlite_house, Area.BENEFITS)
    announce(sqlite_house, Area.BENEFITS)
    lock(sqlite_house, Area.BENEFITS)
    with pytest.raises(Refused, match="fällig"):
        draw(sqlite_house, Area.BENEFITS, public_value="3-5-6")


def test_a_second_value_is_refused_and_changes_nothing(house: HouseUnderTest) -> None:
    locked(house)
    draw(house, Area.BENEFITS, public_value="3-5-6")
    with pytest.raises(Refused, match="schon gezogen"):
        draw(house, Area.BENEFITS, public_value="6-6-6")
    assert the_draw(house).public_value == "3-5-6"


def test_a_source_can_be_taken_back_before_the_lock(sqlite_house: HouseUnderTest) -> None:
    announce(sqlite_house, Area.BENEFITS)
    assert announce(sqlite_house, Area.BENEFITS, "  ") == ""
    locked(sqlite_house, "")
    assert draw(sqlite_house, Area.BENEFITS).files == 27


def test_a_source_holds_for_its_month_and_area_only(sqlite_house: HouseUnderTest) -> None:
    announce(sqlite_house, Area.BENEFITS, month=Month(2026, 11))
    announce(sqlite_house, Area.INTEGRATION)
    locked(sqlite_house, "")
    assert draw(sqlite_house, Area.BENEFITS).files == 27


def test_a_source_named_for_a_voided_draw_does_not_hold_for_the_next_list(
    sqlite_house: HouseUnderTest,
) -> None:
    """Its result may be known by now."""
    house = sqlite_house
    locked(house)
    with house.runtime.transaction() as session:
        session.execute(update(Frame).values(voided_at=house.clock.now()))
        audit = get_month(session, Area.BENEFITS, MONTH)
        assert audit is not None
        audit.state = MonthState.PLANNED
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    assert draw(house, Area.BENEFITS).files == 27
    assert the_draw(house).public_source == ""


@pytest.mark.parametrize("source", ["x" * 201, "Wür\u200bfel", "Würfel\nLotto"])
def test_a_source_of_no_form_is_refused(sqlite_house: HouseUnderTest, source: str) -> None:
    with pytest.raises(InvalidInput, match="Die Quelle hat mehr als 200 Zeichen"):
        announce(sqlite_house, Area.BENEFITS, source)


@pytest.mark.parametrize("username", ["controller", "gur", "admin", "management", "z06"])
def test_nobody_but_the_revision_brings_a_value(sqlite_house: HouseUnderTest, username: str) -> None:
    locked(sqlite_house)
    with pytest.raises(NotPermitted):
        draw(sqlite_house, Area.BENEFITS, public_value="3-5-6", actor=sqlite_house.actor(username))


@pytest.mark.parametrize("change", [{"public_source": ""}, {"allocation": {"-": 1}}, {"allocation": None}])
def test_rules_changed_behind_the_lock_stop_the_draw(
    house: HouseUnderTest, change: dict[str, object]
) -> None:
    locked(house, SOURCE)
    with house.runtime.transaction() as session:
        frame = session.scalars(select(Frame)).one()
        for name, value in change.items():
            setattr(frame, name, value)
    value = "" if "public_source" in change else "3-5-6"
    with pytest.raises(IntegrityError, match="not those of its lock"):
        draw(house, Area.BENEFITS, public_value=value, rules=REQUIRED)


def _as_locked_by_the_version_before(house: HouseUnderTest) -> None:
    """Lock a list as before its rules went to the journal."""
    upload(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        frame = session.scalars(select(Frame)).one()
        lock_frame(session, house.clock, house.actor("controller"), Area.BENEFITS, MONTH, demo=True)
        frame.allocation = None
        pending = session.info["journal entries of this transaction"]
        pending[:] = [act for act in pending if act.entry.name != "draw_rules_fixed"]
    house.clock.set(DRAW_MOMENT)


@pytest.mark.parametrize(("rules", "value"), [(DrawRules(), ""), (REQUIRED, "3-5-6")])
def test_a_list_that_the_version_before_locked_is_drawn_and_proved(
    house: HouseUnderTest, rules: DrawRules, value: str
) -> None:
    _as_locked_by_the_version_before(house)
    if value:
        with pytest.raises(Refused, match="fehlt noch"):
            draw(house, Area.BENEFITS, rules=rules)
    assert draw(house, Area.BENEFITS, public_value=value, rules=rules).files == 27
    with house.runtime.transaction() as session:
        revision, vault = house.actor("revision"), house.runtime.vault
        done = recompute(session, house.clock, revision, vault, the_draw(house).id)
    assert not done.result.failed
    assert "bevor die Regeln" in done.result.steps[3].sentence
