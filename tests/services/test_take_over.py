"""A sheet that one person began and another went on with: said to both, journaled once."""

from iks.domain.values import Area
from iks.services.take_over import People
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import ENTRIES, confirm, drawn_house, first_sheet, look, sample, save

HEAD, DEPUTY = "z06", "z06-deputy"
ONE: ENTRIES = {"L01": {"answer": "ok"}}
TWO: ENTRIES = {"L02": {"answer": "ok"}}
THREE: ENTRIES = {"L03": {"answer": "ok"}}
CHANGED: ENTRIES = {"L02": {"answer": "finding"}}


def taken_over(house: HouseUnderTest) -> list[tuple[str, str]]:
    with house.runtime.transaction(writes=False) as session:
        return [(entry.actor, entry.data) for entry in journal.all_of(session, "sheet_taken_over")]


def begun(house: HouseUnderTest) -> str:
    drawn_house(house, Area.BENEFITS)
    sheet = first_sheet(house)
    save(house, sheet, ONE, username=HEAD)
    return sheet


def test_whoever_gives_the_first_answer_began_the_sheet(house: HouseUnderTest) -> None:
    sheet = begun(house)
    save(house, sheet, TWO, username=HEAD)
    assert look(house, sheet).people == People("Konto z06")
    assert taken_over(house) == []


def test_a_take_over_is_journaled_once_and_names_the_branch_only(house: HouseUnderTest) -> None:
    sheet = begun(house)
    for person, entries in ((DEPUTY, TWO), (HEAD, THREE), (DEPUTY, CHANGED)):
        save(house, sheet, entries, username=person)
    assert taken_over(house) == [(DEPUTY, '{"area":"benefits","branch":"Z06","month":"2026-12"}')]
    assert look(house, sheet, DEPUTY).people == People("Konto z06", ("Konto z06-deputy",))


def test_looking_and_saving_nothing_new_is_no_take_over(house: HouseUnderTest) -> None:
    sheet = begun(house)
    save(house, sheet, ONE, username=DEPUTY)
    assert taken_over(house) == []


def test_whoever_confirms_the_list_of_somebody_else_goes_on_with_the_sheet(house: HouseUnderTest) -> None:
    sheet = begun(house)
    confirm(house, sheet, DEPUTY)
    assert [actor for actor, _ in taken_over(house)] == [DEPUTY]


def test_each_person_is_told_of_the_others_in_the_list(house: HouseUnderTest) -> None:
    sheet = begun(house)
    assert sample(house, DEPUTY).files[0].others == People("Konto z06")
    save(house, sheet, TWO, username=DEPUTY)
    assert sample(house, HEAD).files[0].others == People("", ("Konto z06-deputy",))
    assert sample(house, DEPUTY).files[1].others == People()
