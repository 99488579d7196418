"""The branch's own list of findings: kept, printed without files, forgotten, and nobody else's."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from iks.domain.values import Area, Relevance
from iks.jobs.due import run_due
from iks.store.casework import Answer
from iks.store.draws import SampleFile
from iks.store.follow_up import FollowUp
from tests.house_under_test import PASSWORD, HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page
from tests.services.branch_factory import FINDING_WITH_MONEY, all_ok, drawn_house, finish, first_sheet, save

TALK_FINDING = {"answer": "finding", "pattern": "talk_without_note", "cause": "software"}
POINTS = {Area.BENEFITS: ("L08", FINDING_WITH_MONEY), Area.INTEGRATION: ("M06", TALK_FINDING)}
AREAS = pytest.mark.parametrize("area", list(Area))


def with_finding(house: HouseUnderTest, area: Area) -> tuple[str, str]:
    """Finish the first sheet of Z06 with one finding; return sheet and point."""
    drawn_house(house, area)
    point, finding = POINTS[area]
    sheet = first_sheet(house, "z06", area)
    save(house, sheet, all_ok(area, {point: finding}), whole_page=True)
    finish(house, sheet)
    return sheet, point


def send(house: HouseUnderTest, area: Area, sheet: str, point: str, **fields: str) -> PageClient:
    browser = house.browser()
    browser.sign_in("z06", PASSWORD)
    seen = browser.get(f"/branch/{area}/follow-up").value("seen")
    answer = browser.post(
        f"/branch/follow-up/{sheet}/{point}",
        {"area": area.value, "branch": "Z06", "seen": seen, **fields},
        page=f"/branch/{area}/follow-up",
    )
    assert answer.status_code == 303, Page(answer.text).text("main")
    return browser


def stored(house: HouseUnderTest) -> FollowUp:
    with house.runtime.transaction(writes=False) as session:
        (row,) = session.scalars(select(FollowUp))
        session.expunge(row)
        return row


@AREAS
def test_a_finding_is_open_until_it_was_talked_about_and_put_right(house: HouseUnderTest, area: Area) -> None:
    sheet, point = with_finding(house, area)
    page = house.signed_in("z06").get(f"/branch/{area}/follow-up")
    assert "Offen (1)" in page.text("main")
    assert "offen: Gespräch, Akte" in page.text("main")
    browser = send(house, area, sheet, point, reflection="talk")
    assert "offen: Akte" in browser.get(f"/branch/{area}/follow-up").text("main")
    send(house, area, sheet, point, reflection="talk", remedy="ordered", remedy_due_on="11.12.2026")
    send(
        house,
        area,
        sheet,
        point,
        reflection="talk",
        remedy="ordered",
        remedy_due_on="11.12.2026",
        remedied="1",
    )
    assert "Erledigt (1)" in browser.get(f"/branch/{area}/follow-up").text("main")


def test_what_was_ordered_and_is_late_stands_out(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    send(sqlite_house, Area.BENEFITS, sheet, point, remedy="ordered", remedy_due_on="11.12.2026")
    sqlite_house.clock.set(datetime(2026, 12, 14, 9, tzinfo=UTC))
    browser = sqlite_house.browser()
    browser.sign_in("z06", PASSWORD)
    assert "überfällig seit 11.12.2026" in browser.get("/branch/benefits/follow-up").text("main")


def test_a_day_that_does_not_do_is_named_at_its_field_and_what_was_typed_stays(
    sqlite_house: HouseUnderTest,
) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    data = {
        "area": "benefits",
        "branch": "Z06",
        "reflection": "talk",
        "reflected_on": "24.12.2026",
        "remedy": "ordered",
    }
    answer = sqlite_house.signed_in("z06").post(
        f"/branch/follow-up/{sheet}/{point}", data, page="/branch/benefits/follow-up"
    )
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "liegt in der Zukunft" in page.text("main")
    assert "bis wann" in page.text("main")
    assert page.value("reflected_on") == "24.12.2026"


def test_kind_and_day_of_a_talk_are_forgotten_after_three_months(house: HouseUnderTest) -> None:
    sheet, point = with_finding(house, Area.BENEFITS)
    send(house, Area.BENEFITS, sheet, point, reflection="talk", reflected_on="1.12.2026", remedy="corrected")
    house.clock.set(datetime(2027, 3, 1, 9, tzinfo=UTC))
    run_due(house.runtime)
    assert stored(house).reflection == "talk"
    house.clock.set(datetime(2027, 3, 2, 9, tzinfo=UTC))
    assert "forgot talks: 1" in [str(done) for done in run_due(house.runtime)]
    row = stored(house)
    assert (row.reflection, row.reflected_on, row.reflection_done) == (None, None, True)


def test_the_sheet_for_the_team_names_topics_and_no_file(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    with sqlite_house.runtime.transaction() as session:
        wanted = (Answer.file_check_id == sheet) & (Answer.check_point == point)
        session.execute(update(Answer).where(wanted).values(relevance=Relevance.SYSTEMIC))
        file_refs = set(session.scalars(select(SampleFile.file_ref)))
    page = sqlite_house.signed_in("z06").get("/branch/benefits/follow-up/team")
    assert "L08" in page.text("main")
    assert "Liegt am Ablauf" in page.text("main")
    assert not any(file_ref in page.text() for file_ref in file_refs)


def test_nobody_else_reaches_the_list_or_writes_into_it(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    for person, status in [("gur", 403), ("revision", 403), ("controller", 403), ("z01", 404)]:
        sqlite_house.signed_in(person).get("/branch/benefits/follow-up?branch=Z06", status=status)
    address = f"/branch/follow-up/{sheet}/{point}"
    answer = sqlite_house.signed_in("z01").post(
        address, {"area": "benefits", "remedy": "corrected"}, page="/branch/benefits/follow-up"
    )
    assert answer.status_code == 404
    answer = sqlite_house.signed_in("z06").post(
        f"/branch/follow-up/{sheet}/L01", {"remedy": "corrected"}, page="/branch/benefits/follow-up"
    )
    assert answer.status_code == 404


def test_days_that_are_none_are_named_each_at_its_field(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    data = {"area": "benefits", "branch": "Z06", "reflected_on": "gestern", "remedy_due_on": "31.2.2027"}
    answer = sqlite_house.signed_in("z06").post(
        f"/branch/follow-up/{sheet}/{point}", data, page="/branch/benefits/follow-up"
    )
    page = Page(answer.text)
    assert answer.status_code == 422
    assert [page.value(name) for name in ("reflected_on", "remedy_due_on")] == ["gestern", "31.2.2027"]
    for text in ("„gestern“ ist kein Tag", "„31.2.2027“ ist kein Tag"):
        assert text in page.text("main")


def test_a_year_of_two_digits_is_one_of_this_century(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    send(sqlite_house, Area.BENEFITS, sheet, point, remedy="ordered", remedy_due_on="11.12.26")
    assert str(stored(sqlite_house).remedy_due_on) == "2026-12-11"


def test_a_form_that_names_no_area_changes_nothing(sqlite_house: HouseUnderTest) -> None:
    sheet, point = with_finding(sqlite_house, Area.BENEFITS)
    for area in ("", "elsewhere"):
        answer = sqlite_house.signed_in("z06").post(
            f"/branch/follow-up/{sheet}/{point}",
            {"area": area, "remedy": "corrected"},
            page="/branch/benefits/follow-up",
        )
        assert answer.status_code == 404


ORDERED = {"remedy": "ordered", "remedy_due_on": "18.12.2026"}


def two_forms(house: HouseUnderTest, area: Area) -> tuple[str, dict[str, str], PageClient, PageClient]:
    """Let head and deputy fetch the same entry; return its address, the common fields and both browsers."""
    sheet, point = with_finding(house, area)
    head, deputy = house.signed_in("z06"), house.signed_in("z06-deputy")
    page = f"/branch/{area}/follow-up"
    seen = {browser.get(page).value("seen") for browser in (head, deputy)}
    fields = {"area": area.value, "branch": "Z06", "seen": seen.pop()}
    assert not seen
    return f"/branch/follow-up/{sheet}/{point}", fields, head, deputy


@AREAS
def test_the_second_of_two_who_edit_one_entry_sees_both_and_overwrites_nothing(
    house: HouseUnderTest, area: Area
) -> None:
    address, fields, head, deputy = two_forms(house, area)
    page = f"/branch/{area}/follow-up"
    assert head.post(address, fields | {"reflection": "talk"}, page=page).status_code == 303
    answer = deputy.post(address, fields | ORDERED, page=page)
    assert answer.status_code == 409
    shown = expect_good_page(answer)
    for words in ("inzwischen an anderer Stelle geändert", "Gespräch geführt", "angeordnet", "18.12.2026"):
        assert words in shown.text("main")
    row = stored(house)
    assert (row.reflection, row.remedy) == ("talk", None)
    mine = {a["name"]: a["value"] for a in shown.attributes("input", type="hidden")}
    assert deputy.client.post(address, data=mine | {"take": "typed"}).status_code == 303
    row = stored(house)
    assert (row.remedy, str(row.remedy_due_on)) == ("ordered", "2026-12-18")


def test_whoever_keeps_the_stored_version_changes_nothing(sqlite_house: HouseUnderTest) -> None:
    address, fields, head, deputy = two_forms(sqlite_house, Area.BENEFITS)
    page = "/branch/benefits/follow-up"
    head.post(address, fields | {"reflection": "talk"}, page=page)
    shown = Page(deputy.post(address, fields | ORDERED, page=page).text)
    mine = {a["name"]: a["value"] for a in shown.attributes("input", type="hidden")}
    answer = deputy.client.post(address, data=mine | {"take": "stored"})
    assert "gespeicherte Fassung gilt weiter" in deputy.get(answer.location).text("main")
    assert (stored(sqlite_house).reflection, stored(sqlite_house).remedy) == ("talk", None)


def test_a_third_change_meanwhile_is_shown_again_before_anything_is_overwritten(
    sqlite_house: HouseUnderTest,
) -> None:
    address, fields, head, deputy = two_forms(sqlite_house, Area.BENEFITS)
    page = "/branch/benefits/follow-up"
    head.post(address, fields | {"reflection": "talk"}, page=page)
    shown = Page(deputy.post(address, fields | ORDERED, page=page).text)
    mine = {a["name"]: a["value"] for a in shown.attributes("input", type="hidden")}
    again = head.get(page).value("seen")
    third = fields | {"seen": again, "reflection": "talk", "remedy": "corrected"}
    assert head.post(address, third, page=page).status_code == 303
    assert deputy.client.post(address, data=mine | {"take": "typed"}).status_code == 409
    assert stored(sqlite_house).remedy == "corrected"


def test_a_double_click_on_an_entry_is_no_conflict(sqlite_house: HouseUnderTest) -> None:
    address, fields, head, _ = two_forms(sqlite_house, Area.BENEFITS)
    for _click in range(2):
        answer = head.post(address, fields | ORDERED, page="/branch/benefits/follow-up")
        assert answer.status_code == 303


def test_a_rejected_day_does_not_hide_that_somebody_else_was_faster(sqlite_house: HouseUnderTest) -> None:
    address, fields, head, deputy = two_forms(sqlite_house, Area.BENEFITS)
    page = "/branch/benefits/follow-up"
    head.post(address, fields | {"reflection": "talk"}, page=page)
    rejected = Page(deputy.post(address, fields | {"remedy": "ordered"}, page=page).text)
    assert "bis wann" in rejected.text("main")
    kept = rejected.value("seen")
    assert deputy.post(address, fields | ORDERED | {"seen": kept}, page=page).status_code == 409
