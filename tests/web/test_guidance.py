"""A wrong guidance is put right at once; question and scale stay, both texts stay on record (A09)."""

import pytest
from werkzeug.test import TestResponse

from checklists.load import load_builtin
from iks.domain.values import Area
from iks.store import journal
from tests.grid_under_test import BUILTIN_LABEL
from tests.house_under_test import HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page
from tests.web.branch_pages import first_form

HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
POINTS = {Area.BENEFITS: "L05", Area.INTEGRATION: "M03"}
NEW = "Seit dem 1. Juli gilt etwas anderes."


def address(area: Area) -> str:
    return f"/checklists/{area}/guidance/{POINTS[area]}"


def corrected(browser: PageClient, area: Area = Area.BENEFITS, **changes: str) -> TestResponse:
    page = browser.get(address(area))
    form = {"regime": "", "seen": page.value("seen"), "text": NEW, "reason": "Gesetz geändert"}
    return browser.post(address(area), form | changes, page=address(area))


def events(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return [entry.event for entry in journal.entries(session) if entry.event.startswith("guidance")]


@pytest.mark.parametrize("area", list(Area))
def test_a_head_corrects_at_once_and_both_texts_stay(house: HouseUnderTest, area: Area) -> None:
    head = house.signed_in(HEADS[area])
    old = load_builtin(area.value).point(POINTS[area]).guidance
    assert corrected(head, area).status_code == 303
    for person in (HEADS[area], "z06", "revision"):
        page = house.signed_in(person).get(address(area))
        assert NEW in page.text("article")
        assert NEW in page.text("ins")
        assert " ".join(old.split()) in page.text("del")
        assert "Gesetz geändert" in page.text("dd")
    assert "textarea" not in {tag for tag, _ in house.signed_in("z06").get(address(area)).tags}
    assert events(house) == ["guidance_corrected"]
    # The version itself stays, byte by byte.
    assert NEW not in head.fetch(f"/checklists/{area}/{BUILTIN_LABEL}/file").text
    assert "Berichtigte Hinweise" in house.signed_in("z06").get(f"/checklists/{area}").text("h2")
    assert address(area) in head.get(f"/checklists/{area}/{BUILTIN_LABEL}").links()


def test_staff_propose_and_the_head_puts_in_force(house: HouseUnderTest) -> None:
    staff, head, where = house.signed_in("gur-staff"), house.signed_in("gur"), address(Area.BENEFITS)
    assert corrected(staff).status_code == 303
    assert NEW not in house.signed_in("z06").get(where).text()
    again = corrected(staff, text="Noch anders.")
    assert again.status_code == 409
    assert "Noch anders." in Page(again.text).text("textarea")
    wanted = {"correction": head.get(where).value("correction")}
    refused = staff.post(f"{where}/decide", wanted | {"action": "approve"}, page=where)
    assert (refused.status_code, "Bereichsleitung" in expect_good_page(refused).text()) == (403, True)
    assert head.post(f"{where}/decide", wanted | {"action": "approve"}, page=where).status_code == 303
    assert NEW in house.signed_in("z06").get(where).text("article")
    late = head.post(f"{where}/decide", wanted | {"action": "withdraw"}, page=where)
    assert "schon entschieden" in expect_good_page(late).text()
    assert events(house) == ["guidance_proposed", "guidance_corrected"]


def test_a_proposal_is_taken_back(sqlite_house: HouseUnderTest) -> None:
    staff, where = sqlite_house.signed_in("gur-staff"), address(Area.BENEFITS)
    corrected(staff)
    wanted = {"correction": staff.get(where).value("correction"), "action": "withdraw"}
    assert staff.post(f"{where}/decide", wanted, page=where).status_code == 303
    assert "zurückgenommen" in staff.get(where).text("h3")
    assert corrected(staff).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Bitte schreiben Sie den Hinweis, wie er richtig ist."),
        ({"reason": ""}, "Bitte nennen Sie den Grund."),
        ({"reason": "x" * 501}, "auf 500 Zeichen"),
        ({"text": "x" * 4001}, "auf 4000 Zeichen"),
        ({"text": load_builtin("benefits").point("L05").guidance}, "der schon gilt"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(
    sqlite_house: HouseUnderTest, changes: dict[str, str], sentence: str
) -> None:
    response = corrected(sqlite_house.signed_in("gur"), **changes)
    assert response.status_code == 422
    assert sentence in expect_good_page(response).text("p")


def test_the_slower_of_two_overwrites_nothing(sqlite_house: HouseUnderTest) -> None:
    head = sqlite_house.signed_in("gur")
    seen = head.get(address(Area.BENEFITS)).value("seen")
    corrected(head)
    response = corrected(head, text="Von einer alten Seite.", seen=seen)
    assert response.status_code == 409
    assert "Von einer alten Seite." in expect_good_page(response).text("textarea")
    assert NEW in head.get(address(Area.BENEFITS)).text("article")


def test_the_next_version_begins_with_the_corrected_text(sqlite_house: HouseUnderTest) -> None:
    head, where = sqlite_house.signed_in("gur"), "/checklists/benefits"
    corrected(head)
    draft = str(head.post(f"{where}/drafts", {}, page=where).location)
    assert NEW in head.get(f"{draft}/points/L05").text("textarea")


def test_nobody_else_corrects_and_no_other_point_has_a_page(sqlite_house: HouseUnderTest) -> None:
    for person in ("mui", "z06", "revision", "management"):
        browser = sqlite_house.signed_in(person)
        form = {"regime": "", "seen": "", "text": NEW, "reason": "Fremd"}
        assert browser.post(address(Area.BENEFITS), form, page="/display").status_code in {403, 404}
    assert sqlite_house.signed_in("gur").fetch("/checklists/benefits/guidance/L99").status_code == 404


@pytest.mark.parametrize("area", list(Area))
def test_a_correction_stands_in_the_form_of_the_running_month_with_a_note(
    house_with_files: HouseUnderTest, area: Area
) -> None:
    form = first_form(house_with_files, area)
    branch = house_with_files.signed_in("z06")
    assert "berichtigt am" not in branch.get(form).text("summary")
    corrected(house_with_files.signed_in(HEADS[area]), area)
    page = branch.get(form)
    assert page.text("summary").count("berichtigt am") == 1
    assert NEW in page.text("details")
    assert "Bis zur Berichtigung am" in page.text("b")
    old = load_builtin(area.value).point(POINTS[area]).guidance
    assert " ".join(old.split()) in page.text("details")
