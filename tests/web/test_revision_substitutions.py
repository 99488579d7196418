"""The revision's view of what was not checked as drawn."""

import pytest

from iks.domain.values import Area, ExclusionReason
from iks.services.view_substitutions import SubstitutionsView, substitutions_view
from tests.house_under_test import HouseUnderTest
from tests.services.branch_factory import drawn_house, first_sheet, sample, save
from tests.services.substitution_factory import COURT, MISSING, declare, replace, stored
from tests.web.branch_pages import first_form, send

PAGE = "/revision/substitutions"


def view(house: HouseUnderTest) -> SubstitutionsView:
    with house.runtime.transaction(writes=False) as session:
        return substitutions_view(session, house.actor("revision"))


def test_substitutions_stand_by_branch_and_month_with_both_ranks(house: HouseUnderTest) -> None:
    drawn_house(house)
    replace(house, first_sheet(house))
    replace(house, first_sheet(house), ExclusionReason.TRANSFERRED, "Z01")
    replace(house, first_sheet(house, "s13", Area.INTEGRATION), MISSING, username="s13")
    first, second = view(house).branches
    assert (first.area, first.branch) == (Area.BENEFITS, "Z06")
    told = [(line.reason, line.receiving_branch, line.rank, line.next_rank) for line in first.lines]
    assert told == [(COURT, "", 1, 11), (ExclusionReason.TRANSFERRED, "Mitte", 2, 12)]
    assert {line.person for line in first.lines} == {"Konto z06"}
    assert first.by_reason == {COURT: 1, ExclusionReason.TRANSFERRED: 1}
    assert [line.next_rank for line in second.lines] == [None]
    assert not first.many


def test_more_than_two_in_a_branch_and_month_are_marked_in_words(house_with_files: HouseUnderTest) -> None:
    house, marked = house_with_files, "Z06: mehr als zwei Akten ausgefallen"
    revision = house.signed_in("revision")
    for _ in range(3):
        assert marked not in revision.get("/revision").text("main")
        replace(house, first_sheet(house))
    assert marked in revision.get("/revision").text("main")
    assert "Mehr als zwei Akten ausgefallen: 3" in revision.get(PAGE).text("main")


def test_void_sheets_are_named_with_reason_person_and_day(house_with_files: HouseUnderTest) -> None:
    house, form = house_with_files, first_form(house_with_files)
    save(house, form.rsplit("/", 1)[1], {"L01": {"answer": "ok"}})
    answer = send(house.signed_in("z06"), form, "void", void_reason="Falsche Akte gegriffen")
    assert answer.status_code == 303
    fresh = house.signed_in("z06").get(answer.location)
    assert "Hier ist ein neuer für diese Akte." in fresh.text("main")
    assert not fresh.attributes("input", name="L01.answer", checked="")
    table = house.signed_in("revision").get(PAGE).text("table")
    for words in ("Falsche Akte gegriffen", "Konto z06", "1. Dezember 2026", "Bad Cannstatt"):
        assert words in table
    assert not [text for text in ("06:0", "Uhr") if text in table]


def test_conflicts_solved_inside_the_branch_are_counted(house_with_files: HouseUnderTest) -> None:
    declare(house_with_files, first_sheet(house_with_files))
    (one,) = view(house_with_files).branches
    assert (one.lines, one.left_to_others) == ((), 1)
    page = house_with_files.signed_in("revision").get(PAGE)
    assert "1 Akte prüft jemand anderes" in page.text("main")


def test_the_watch_list_shows_the_number_and_is_settled_here(house_with_files: HouseUnderTest) -> None:
    house = house_with_files
    number = sample(house).files[0].file_ref
    replace(house, first_sheet(house), MISSING)
    client = house.signed_in("revision")
    assert f"Akte {number} fehlt" in client.get("/").text("main")
    page = client.get(PAGE)
    assert number in page.text("h3")
    (form,) = [a["action"] for a in page.attributes("form") if "/missing/" in a.get("action", "")]
    refused = client.post(form, {}, page=PAGE)
    assert refused.status_code == 422
    assert "Wählen Sie aus, was aus der Akte geworden ist." in refused.text
    assert client.post(form, {"outcome": "lost"}, page=PAGE).status_code == 303
    assert client.post(form, {"outcome": "found"}, page=PAGE).status_code == 303
    settled = client.get(PAGE)
    assert "verloren" in settled.text("table")
    assert "Zurzeit fehlt keine gezogene Akte." in settled.text("main")


def test_numbers_of_replaced_files_stand_with_their_draw_and_not_here(
    house_with_files: HouseUnderTest,
) -> None:
    replace(house_with_files, first_sheet(house_with_files))
    page = house_with_files.signed_in("revision").get(PAGE)
    assert not [file.file_ref for file in stored(house_with_files) if file.file_ref in page.html]


@pytest.mark.parametrize("username", ["z06", "gur", "mui", "controller", "management", "admin"])
def test_nobody_but_the_revision_opens_it(house_with_files: HouseUnderTest, username: str) -> None:
    assert house_with_files.signed_in(username).fetch(PAGE).status_code == 403
