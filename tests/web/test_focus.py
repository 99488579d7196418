"""Focus topics over HTTP: proposed by choices, counted for the house, ordered; no file leaves a branch."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.focus_files import focus_files
from iks.services.show_draws import draw_view
from iks.store.draws import SampleFile, current_draw, next_secret
from iks.store.focus import open_proposals, topic_by_code
from tests.focus_under_test import (
    CODE,
    CODES,
    WITHOUT,
    december_drawn,
    focus_drawn,
    january_drawn,
    january_locked,
    ordered,
    proposed,
    with_grid,
)
from tests.house_under_test import HouseUnderTest
from tests.month_under_test import draw
from tests.page_client import Page, expect_own_address

LIST = "/evaluation/benefits/focus"
TYPED = {
    "title": "Vorläufige Bewilligungen",
    "code": CODE,
    "reason": "Auffällig im dritten Quartal",
    "provisional": "eq:1",
    "housing_kind": "in:rent",
    "files": "5",
    "first_month": "2027-01",
    "last_month": "2027-03",
}


def sent(house: HouseUnderTest, username: str = "gur-staff", **changes: str) -> tuple[int, Page | str]:
    """Send the form; return the page, or the address it leads to."""
    client = house.signed_in(username)
    response = client.post(f"{LIST}/new", TYPED | changes)
    if response.status_code == 303:
        expect_own_address(response.location)
        return 303, response.location
    return response.status_code, Page(response.text)


def test_a_topic_is_proposed_by_choices_counted_and_ordered(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    status, address = sent(house)
    assert status == 303
    assert isinstance(address, str)
    seen_by_staff = house.signed_in("gur-staff").get(address)
    assert "mindestens 50" in seen_by_staff.text()
    assert "Vorläufige Bewilligung: ja" in seen_by_staff.text()
    assert "Art der Unterkunft: Miete" in seen_by_staff.text()
    assert not seen_by_staff.attributes("form", action=f"{address}/order")
    head = house.signed_in("gur")
    assert head.get(address).attributes("form", action=f"{address}/order")
    response = head.post(f"{address}/order", {"first_month": "2027-01"}, page=address)
    assert response.status_code == 303
    assert "angeordnet" in head.get(response.location).text()
    with house.runtime.transaction(writes=False) as session:
        assert next_secret(session, f"benefits/{CODE}") is not None


def test_the_form_offers_only_what_the_list_holds(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    page = house.signed_in("gur").get(f"{LIST}/new")
    names = {field["name"] for field in page.attributes("select")}
    assert {"provisional", "housing_kind", "benefit_unit_size"} <= names
    assert names.isdisjoint({"branch", "file_ref", "file_location", "single_parent", "change_reported"})
    assert not page.attributes("input", name="filter")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"code": "Ä"}, "code"),
        ({"files": "viele"}, "files"),
        ({"provisional": "eq:rent"}, "provisional"),
        ({"housing_kind": "in:castle"}, "housing_kind"),
        ({"provisional": "", "housing_kind": ""}, "filter"),
        ({"last_month": "2028-06"}, "last_month"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(
    sqlite_house: HouseUnderTest, changes: dict[str, str], field: str
) -> None:
    december_drawn(sqlite_house, Area.BENEFITS)
    status, page = sent(sqlite_house, **changes)
    assert status == 422
    assert isinstance(page, Page)
    assert page.attributes("a", href=f"#{field}")
    assert page.value("files") == changes.get("files", "5")
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert open_proposals(session, Area.BENEFITS) == []


def test_too_small_a_crowd_shows_no_number_and_no_button(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    _, address = sent(house, self_employed="eq:1")
    assert isinstance(address, str)
    page = house.signed_in("gur").get(address)
    assert "weniger als 30 Akten" in page.text()
    assert "mindestens" not in page.text()
    assert not page.attributes("form", action=f"{address}/order")
    # Whoever sends the form all the same is refused.
    refused = house.signed_in("gur").post(f"{address}/order", {"first_month": "2027-01"}, page=address)
    assert refused.status_code == 409


def test_a_proposal_for_a_month_that_has_begun_offers_the_next_one(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    _, address = sent(house)
    assert isinstance(address, str)
    house.clock.set(datetime(2027, 1, 4, 4, 0, tzinfo=UTC))
    head = house.signed_in("management")
    page = head.get(address)
    assert page.value("first_month") == "2027-02"
    assert head.post(f"{address}/order", {"first_month": "2027-02"}, page=address).status_code == 303
    with house.runtime.transaction(writes=False) as session:
        topic = topic_by_code(session, Area.BENEFITS, CODE)
        assert topic is not None
        assert topic.first_month == Month(2027, 2)


def test_the_pages_show_the_house_and_no_branch_no_file_no_ticket(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    january_drawn(house, Area.BENEFITS)
    with house.runtime.transaction(writes=False) as session:
        topic = topic_by_code(session, Area.BENEFITS, CODE)
        assert topic is not None
        address = f"{LIST}/{topic.id}"
        hidden = {
            value for file in session.scalars(select(SampleFile)) for value in (file.file_ref, file.ticket)
        }
    for username in ("gur", "gur-staff", "management"):
        pages = [house.signed_in(username).get(place) for place in (LIST, address)]
        assert "35" in pages[1].text()
        for page in pages:
            assert not any(value in page.html for value in hidden)
            assert not any(f" {code} " in page.text() for code in CODES)


def test_a_topic_is_ended_by_its_head(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    address = f"{LIST}/{ordered(house, Area.BENEFITS)}"
    assert not house.signed_in("gur-staff").get(address).attributes("form", action=f"{address}/end")
    head = house.signed_in("gur")
    assert head.post(f"{address}/end", {}, page=address).status_code == 303
    assert "vorzeitig beendet" in head.get(address).text()
    assert not head.get(address).attributes("form", action=f"{address}/end")


def test_a_proposal_is_taken_back(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    address = f"{LIST}/{proposed(house, Area.BENEFITS)}"
    client = house.signed_in("gur-staff")
    assert client.post(f"{address}/withdraw", {}, page=address).status_code == 303
    assert "noch keinen Schwerpunkt" in client.get(LIST).text()
    client.get(address, status=404)


def test_another_area_and_other_roles_stay_outside(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    address = f"{LIST}/{proposed(house, Area.BENEFITS)}"
    house.signed_in("mui").get(LIST, status=404)
    house.signed_in("mui").get(address.replace("benefits", "integration"), status=404)
    for username in ("controller", "revision", "z06", "admin", "staff-council"):
        house.signed_in(username).get(LIST, status=403)


def test_a_branch_sees_nothing_of_a_topic_without_sheets(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    december_drawn(house, Area.BENEFITS)
    ordered(house, Area.BENEFITS)
    january_locked(house, Area.BENEFITS)
    draw(house, Area.BENEFITS, month=Month(2027, 1))
    before = house.signed_in("z06").get("/branch/benefits/2027-01").text()
    focus_drawn(house, Area.BENEFITS)
    assert house.signed_in("z06").get("/branch/benefits/2027-01").text() == before


def test_a_branch_finds_the_files_of_a_topic_with_a_grid_on_its_page(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with_grid(house, Area.BENEFITS)
    head = house.signed_in("z06")
    page = head.get("/branch/benefits/2027-01")
    assert "Schwerpunkt: Vorläufige Bewilligungen" in page.text()
    with house.runtime.transaction(writes=False) as session:
        blocks = focus_files(session, house.actor("z06"), Area.BENEFITS, Month(2027, 1), "Z06")
        others = focus_files(session, house.actor("z01"), Area.BENEFITS, Month(2027, 1), "Z01")
    links = page.links()
    assert all(f"/branch/check/{file.sheet_id}" in links for file in blocks[0].files)
    assert not any(file.file_ref in page.html for file in others[0].files)
    form = head.get(f"/branch/check/{blocks[0].files[0].sheet_id}")
    assert "Erwerbseinkommen" not in form.text("legend")


def test_the_revision_sees_which_branch_has_no_file_of_a_topic(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    january_drawn(house, Area.BENEFITS)
    with house.runtime.transaction() as session:
        found = current_draw(session, f"benefits/{CODE}", Month(2027, 1))
        assert found is not None
        vault, revision = house.runtime.vault, house.actor("revision")
        view = draw_view(session, house.clock, revision, vault, found.id)
    assert view.empty_branches == (WITHOUT,)
