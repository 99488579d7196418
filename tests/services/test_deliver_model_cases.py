"""Model cases reach their unit in a pool that hides their branches, or not at all; and can be taken back."""

import pytest
from sqlalchemy import delete, func, select, text

from iks.domain.month import Month
from iks.domain.values import Area, ModelCaseState
from iks.errors import NotThere
from iks.services.close_month import close
from iks.services.read_model_cases import HouseCase, model_cases
from iks.services.write_model_case import own_cases, recall_model_case
from iks.store import journal
from iks.store.accounts import Account, by_username
from iks.store.casework import FileCheck
from iks.store.house_cases import HouseModelCase
from iks.store.model_cases import ModelCase
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, HouseUnderTest
from tests.services.branch_factory import drawn_house
from tests.services.release_factory import drawn_month

AREAS = pytest.mark.parametrize("area", list(Area))
HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
POINTS = {Area.BENEFITS: "L06", Area.INTEGRATION: "M06"}
HEAD_OF = {"Z01": "z01", "Z06": "z06", "S13": "s13"}
TEXTS = ("Zufluss und Auszahlung verwechselt.", "Bescheid ohne Begründung.", "Frist falsch berechnet.")


def released(
    house: HouseUnderTest, area: Area, branches: list[str], state: ModelCaseState = ModelCaseState.RELEASED
) -> list[str]:
    """Write a text for each branch named, another sheet for each further one; return their sheets."""
    used: list[str] = []
    with house.runtime.transaction() as session:
        second = _account(session, "revision")
        for number, branch in enumerate(branches):
            query = select(FileCheck.id).where(FileCheck.area == area, FileCheck.branch_code == branch)
            sheet = next(row for row in session.scalars(query.order_by(FileCheck.id)) if row not in used)
            used.append(sheet)
            session.add(
                ModelCase(
                    file_check_id=sheet,
                    check_point=POINTS[area],
                    text=f"{TEXTS[number % 3]} Fall {number}.",
                    state=state,
                    written_by=_account(session, HEAD_OF[branch]).id,
                    decided_by=second.id if state is ModelCaseState.RELEASED else None,
                    decided_at=house.clock.now() if state is ModelCaseState.RELEASED else None,
                )
            )
    return used


def _account(session, username: str) -> Account:  # type: ignore[no-untyped-def]
    found = by_username(session, username)
    assert found is not None
    return found


def closed(house: HouseUnderTest, area: Area, month: Month = MONTH) -> None:
    with house.runtime.transaction() as session:
        if month != MONTH:
            drawn_month(session, area, month, {"Z01": 1})
        close(session, house.clock, house.actor(HEADS[area]), area, month, "Für den Test")


def read(house: HouseUnderTest, area: Area, person: str = "") -> tuple[HouseCase, ...]:
    with house.runtime.transaction(writes=False) as session:
        return model_cases(session, house.actor(person or HEADS[area]), area)


def states(house: HouseUnderTest) -> set[ModelCaseState]:
    with house.runtime.transaction(writes=False) as session:
        return set(session.scalars(select(ModelCase.state)))


@AREAS
def test_three_texts_from_three_branches_go_with_the_close_and_nothing_before(
    house: HouseUnderTest, area: Area
) -> None:
    drawn_house(house, area)
    released(house, area, ["Z01", "Z06", "S13"])
    assert read(house, area) == ()
    closed(house, area)
    cases = read(house, area)
    assert sorted(case.text for case in cases) == sorted(f"{TEXTS[n]} Fall {n}." for n in range(3))
    assert {case.month for case in cases} == {MONTH}
    assert states(house) == {ModelCaseState.DELIVERED}


@pytest.mark.parametrize("branches", [["Z01", "Z06"], ["Z01", "Z01", "Z06", "Z06"]])
def test_fewer_than_three_branches_deliver_nothing(sqlite_house: HouseUnderTest, branches: list[str]) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    released(sqlite_house, Area.BENEFITS, branches)
    closed(sqlite_house, Area.BENEFITS)
    assert read(sqlite_house, Area.BENEFITS) == ()
    assert states(sqlite_house) == {ModelCaseState.RELEASED}


@pytest.mark.parametrize("state", [ModelCaseState.DRAFT, ModelCaseState.OFFERED, ModelCaseState.RETURNED])
def test_nothing_goes_that_no_second_person_released(
    sqlite_house: HouseUnderTest, state: ModelCaseState
) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    released(sqlite_house, Area.BENEFITS, ["Z01", "Z06", "S13"], state)
    closed(sqlite_house, Area.BENEFITS)
    assert read(sqlite_house, Area.BENEFITS) == ()


def test_texts_of_the_other_area_fill_no_pool(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house)
    released(sqlite_house, Area.BENEFITS, ["Z01", "Z06"])
    released(sqlite_house, Area.INTEGRATION, ["S13"])
    closed(sqlite_house, Area.BENEFITS)
    assert read(sqlite_house, Area.BENEFITS) == ()


def test_texts_wait_for_each_other_and_carry_the_month_of_their_pool(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    released(sqlite_house, Area.BENEFITS, ["Z01", "Z06"])
    closed(sqlite_house, Area.BENEFITS)
    released(sqlite_house, Area.BENEFITS, ["S13"])
    closed(sqlite_house, Area.BENEFITS, MONTH.shift(1))
    assert [case.month for case in read(sqlite_house, Area.BENEFITS)] == [MONTH.shift(1)] * 3


def test_after_three_months_the_writers_are_told_without_a_word_about_the_text(
    sqlite_house: HouseUnderTest,
) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    (sheet,) = released(sqlite_house, Area.BENEFITS, ["Z06"])
    for number in range(3):
        closed(sqlite_house, Area.BENEFITS, MONTH.shift(number))
        assert states(sqlite_house) == {ModelCaseState.RELEASED}
    closed(sqlite_house, Area.BENEFITS, MONTH.shift(3))
    assert states(sqlite_house) == {ModelCaseState.EXPIRED}
    with sqlite_house.runtime.transaction(writes=False) as session:
        query = select(OutgoingMail).where(OutgoingMail.template == "texts_stay")
        (mail,) = session.scalars(query)
        assert mail.account.username == "z06"
        assert mail.values == {"area": "benefits", "path": "/model-cases"}
        assert POINTS[Area.BENEFITS] not in mail.occasion
    page = sqlite_house.signed_in("z06").get("/model-cases").text("main")
    assert "nicht weitergegeben, weil zu wenige Texte zusammenkamen" in page
    assert read(sqlite_house, Area.BENEFITS) == ()
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert [case.sheet_id for case in own_cases(session, sqlite_house.actor("z06"))] == [sheet]


def test_the_order_of_a_pool_tells_nothing(sqlite_house: HouseUnderTest) -> None:
    """Twenty pools of texts that were written in order: they are not kept in it."""
    drawn_house(sqlite_house, Area.BENEFITS)
    in_order = 0
    for number in range(20):
        with sqlite_house.runtime.transaction() as session:
            session.execute(delete(ModelCase))
            session.execute(delete(HouseModelCase))
        released(sqlite_house, Area.BENEFITS, ["Z01", "Z06", "S13"])
        closed(sqlite_house, Area.BENEFITS, MONTH.shift(number))
        with sqlite_house.runtime.transaction(writes=False) as session:
            stored = session.execute(text("SELECT text FROM house_model_case")).scalars().all()
        in_order += stored == sorted(stored, key=lambda one: one[-2])
    # One pool in six is in order by chance; twenty of twenty would be an order that is kept.
    assert in_order <= 12


def test_a_text_taken_back_leaves_the_house_as_well(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    _, sheet, _ = released(house, Area.BENEFITS, ["Z01", "Z06", "S13"])
    closed(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        recall_model_case(session, house.clock, house.actor("z06"), sheet, POINTS[Area.BENEFITS])
    assert sorted(case.text[-2] for case in read(house, Area.BENEFITS)) == ["0", "2"]
    with house.runtime.transaction(writes=False) as session:
        (entry,) = journal.latest(session, 1)
        assert entry.event == "model_case_taken_back"
        assert "Z06" not in entry.data
        assert POINTS[Area.BENEFITS] not in entry.data


def test_of_two_equal_texts_one_is_taken_back(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    _, sheet, _ = released(sqlite_house, Area.BENEFITS, ["Z01", "Z06", "S13"])
    with sqlite_house.runtime.transaction() as session:
        for case in session.scalars(select(ModelCase)):
            case.text = TEXTS[0]
    closed(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        actor = sqlite_house.actor("z06")
        recall_model_case(session, sqlite_house.clock, actor, sheet, POINTS[Area.BENEFITS])
    assert [case.text for case in read(sqlite_house, Area.BENEFITS)] == [TEXTS[0]] * 2


def test_nobody_else_takes_a_text_back(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    _, sheet, _ = released(sqlite_house, Area.BENEFITS, ["Z01", "Z06", "S13"])
    closed(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session, pytest.raises(NotThere):
        recall_model_case(
            session, sqlite_house.clock, sqlite_house.actor("z01"), sheet, POINTS[Area.BENEFITS]
        )
    assert len(read(sqlite_house, Area.BENEFITS)) == 3


def test_without_the_branch_room_no_value_leads_back_to_a_branch(house: HouseUnderTest) -> None:
    """Everything the house keeps of a pool, and everything the journal says, names no branch of a text."""
    drawn_house(house, Area.BENEFITS)
    sheets = released(house, Area.BENEFITS, ["Z01", "Z06", "S13"])
    with house.runtime.transaction(writes=False) as session:
        ids = {case.id for case in session.scalars(select(ModelCase))} | set(sheets)
    closed(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        session.execute(delete(ModelCase))
        rows = list(session.scalars(select(HouseModelCase)))
        assert len(rows) == 3
        for row in rows:
            values = {row.id, row.text, row.check_point, str(row.month), row.area.value}
            assert values.isdisjoint(ids)
        delivered = [e for e in journal.latest(session, 9) if e.event == "model_cases_delivered"]
        assert len(delivered) == 1
        assert '"texts":3' in delivered[0].data
        assert session.scalar(select(func.count()).select_from(HouseModelCase)) == 3


def test_the_unit_of_the_other_area_reads_nothing(sqlite_house: HouseUnderTest) -> None:
    drawn_house(sqlite_house, Area.BENEFITS)
    released(sqlite_house, Area.BENEFITS, ["Z01", "Z06", "S13"])
    closed(sqlite_house, Area.BENEFITS)
    address = "/evaluation/benefits/model-cases"
    assert TEXTS[0] in sqlite_house.signed_in("gur-staff").get(address).text("main")
    sqlite_house.signed_in("mui").get(address, status=404)
    for person in ("z06", "controller", "management", "admin"):
        assert sqlite_house.signed_in(person).fetch(address).status_code == 403
