"""The grid editor without a script: drafts, points, both texts after a conflict, the way to a proposal."""

from html import unescape
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from checklists.digest import to_yaml
from checklists.load import load_builtin, load_checklist
from iks.domain.values import Area, MonthState
from tests.grid_under_test import BUILTIN_LABEL, LABEL, NEXT, set_month
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import Page, PageClient, expect_good_page

HEADS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
FIRST = {Area.BENEFITS: "L01", Area.INTEGRATION: "M01"}


def started(browser: PageClient, area: Area = Area.BENEFITS) -> str:
    """Begin a draft and return its address."""
    address = f"/checklists/{area}"
    response = browser.post(f"{address}/drafts", {"label": BUILTIN_LABEL}, page=address)
    assert response.status_code == 303
    return str(response.location)


def fields(page: Page) -> MultiDict[str, str]:
    """Return what a browser sends of the form of a point that nobody touched."""
    form: MultiDict[str, str] = MultiDict()
    select = ""
    for tag, attributes in page.tags:
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in attributes):
            form.add(name, attributes.get("value", ""))
        if tag == "select":
            select = name
        if tag == "option" and "selected" in attributes:
            form[select] = attributes["value"]
    for name, text in _areas(page):
        form[name] = text
    return form


def _areas(page: Page) -> list[tuple[str, str]]:
    names = [attributes["name"] for attributes in page.attributes("textarea")]
    texts = [part.split("</textarea>")[0] for part in page.html.split("<textarea")[1:]]
    return [
        (name, unescape(text.split(">", 1)[1]).lstrip("\n")) for name, text in zip(names, texts, strict=True)
    ]


def sent(browser: PageClient, address: str, *, script: bool = False, **changes: Any) -> TestResponse:
    """Send the form of a part as it stands, with some fields changed."""
    form = fields(browser.get(address))
    for name, value in changes.items():
        form[name.replace("__", ".")] = value
    headers = {"Accept": "application/json"} if script else {}
    return browser.client.post(address, data=form, headers=headers)


def with_title(form: MultiDict[str, str], title: str) -> MultiDict[str, str]:
    changed = form.copy()
    changed["title"] = title
    return changed


def stepped(browser: PageClient, draft: str, step: str, seen: str = "") -> TestResponse:
    seen = seen or browser.get(draft).value("seen")
    return browser.post(f"{draft}/steps", {"step": step, "seen": seen}, page=draft)


@pytest.mark.parametrize("area", list(Area))
def test_a_draft_is_written_point_by_point_and_proposed(sqlite_house: HouseUnderTest, area: Area) -> None:
    set_month(sqlite_house, area, MONTH, MonthState.DRAWN)
    staff, head = sqlite_house.signed_in(f"{HEADS[area]}-staff"), sqlite_house.signed_in(HEADS[area])
    draft = started(staff, area)
    page = staff.get(draft)
    assert "Alle Regeln sind erfüllt" in page.text()
    assert "ab Januar 2027" in page.text("dl")
    point = f"{draft}/points/{FIRST[area]}"
    response = sent(staff, point, guidance="Ein besserer Hinweis.", action="back")
    assert response.location == f"{draft}#{FIRST[area]}"
    comparison = staff.get(f"{draft}/comparison")
    assert "besserer" in comparison.text("ins")
    assert comparison.text("h3") == f"{FIRST[area]} {load_builtin(area).points[0].title}"
    response = staff.post(f"{draft}/propose", {}, page=f"{draft}/comparison")
    assert response.location == f"/checklists/{area}/{LABEL}"
    assert "wartet auf Ihre Freigabe" in head.get(f"/checklists/{area}").text()
    version = head.get(response.location)
    assert (
        head.post(
            f"{response.location}/approve", {"digest": version.value("digest")}, page=response.location
        ).status_code
        == 303
    )
    assert "liegt zur Freigabe" in staff.get(f"/checklists/{area}").text("table")


@pytest.mark.parametrize("area", list(Area))
def test_a_form_that_nobody_touched_changes_nothing(sqlite_house: HouseUnderTest, area: Area) -> None:
    browser = sqlite_house.signed_in(HEADS[area])
    draft = started(browser, area)
    before = browser.fetch(f"{draft}/file").text
    for point in load_builtin(area).points:
        assert sent(browser, f"{draft}/points/{point.id}").status_code == 303
    assert sent(browser, f"{draft}/head").status_code == 303
    assert browser.fetch(f"{draft}/file").text == before
    assert "0 geändert" in browser.get(draft).text("dl")


def test_points_are_moved_retired_and_added_by_buttons(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    assert stepped(browser, draft, "up L02").location == f"{draft}#L02"
    text = browser.get(draft).text("li")
    assert text.index("L02") < text.index("L01")
    stepped(browser, draft, "retire L13")
    page = browser.get(draft)
    assert "dieses hat 17" in page.text()
    assert "Weggefallene Prüfpunkte" in page.text()
    added = stepped(browser, draft, "add")
    assert added.location == f"{draft}/points/L19"
    page = browser.get(draft)
    assert "noch unvollständig Titel, Thema, Prüfpunktgruppe, Frage, Prüfhinweis" in page.text("li")
    point = browser.get(f"{draft}/points/L19")
    assert "Bitte wählen Sie ein Thema." in point.text("p")
    assert "Bitte nennen Sie mindestens ein Fehlerbild außer „anderes“." in point.text("p")
    assert "Hier wird" not in point.text("p")
    stepped(browser, draft, "retire L19")
    stepped(browser, draft, "restore L13")
    assert "Alle Regeln sind erfüllt" in browser.get(draft).text()


def test_a_page_that_is_old_moves_nothing(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    seen = browser.get(draft).value("seen")
    stepped(browser, draft, "down L01")
    response = stepped(browser, draft, "down L01", seen)
    assert response.status_code == 409
    assert "haben sich geändert" in expect_good_page(response).text()
    assert stepped(browser, draft, "dance L01").status_code == 303


def test_nineteen_points_are_not_proposed(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    stepped(browser, draft, "add")
    response = browser.post(f"{draft}/propose", {}, page=draft)
    assert response.status_code == 422
    page = expect_good_page(response)
    assert "Noch nicht vorgeschlagen" in page.text()
    assert "genau 18 aktive Prüfpunkte, dieses hat 19" in page.text()


def test_another_question_is_carried_on_under_a_new_id(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    point = f"{draft}/points/L07"
    assert sent(browser, point, question="Ist alles richtig?").location == point
    page = browser.get(point)
    assert "Eine geänderte Frage braucht eine neue Kennung" in page.text("p")
    response = sent(browser, point, action="replace")
    assert response.location == f"{draft}/points/L19"
    page = browser.get(draft)
    assert "neue Frage statt L07" in page.text("li")
    assert "Alle Regeln sind erfüllt" in page.text()
    comparison = browser.get(f"{draft}/comparison")
    assert "L19" in comparison.text("h3")
    assert "L07" in comparison.text("h3")


def test_the_slower_editor_sees_both_texts_and_loses_none(sqlite_house: HouseUnderTest) -> None:
    staff, head = sqlite_house.signed_in("gur-staff"), sqlite_house.signed_in("gur")
    draft = started(staff)
    point = f"{draft}/points/L01"
    old = fields(staff.get(point))
    sent(head, point, title="Von der Leitung")
    response = staff.client.post(point, data=with_title(old, "Von der Mitarbeit"))
    assert response.status_code == 409
    page = expect_good_page(response)
    assert "gur hat diesen Teil inzwischen geändert" in page.text()
    assert "Leitung" in page.text("del")
    assert "Mitarbeit" in page.text("ins")
    assert page.value("title") == "Von der Mitarbeit"
    # The form below carries what names the newer state: saving it is a decision.
    assert staff.client.post(point, data=fields(page)).status_code == 303
    assert staff.get(point).value("title") == "Von der Mitarbeit"


def test_a_script_is_told_what_is_saved_and_what_the_rules_say(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    point = f"{started(browser)}/points/L01"
    old = fields(browser.get(point))
    answer = sent(browser, point, script=True, question="Anders?", title="")
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["errors"].keys() == {"title"}
    assert told["asks_otherwise"] is True
    assert told["stand"] == "18 von 18 Prüfpunkten, noch 1 Stelle zu ändern"
    told = sent(browser, point, script=True, title="Titel").get_json()
    assert "neue Kennung (zum Beispiel L19)" in told["errors"]["question"]
    late = browser.client.post(point, data=with_title(old, "Zu spät"), headers={"Accept": "application/json"})
    assert (late.status_code, late.get_json()["is_conflict"]) == (409, True)


def test_the_head_of_a_draft_is_edited(sqlite_house: HouseUnderTest) -> None:
    set_month(sqlite_house, Area.BENEFITS, MONTH, MonthState.DRAWN)
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    head = f"{draft}/head"
    assert "Dezember 2026" not in browser.get(head).text("option")
    response = sent(
        browser, head, version="2027-03", valid_from="2027-03", as_of="9.12.2026", topics__new="Reisen"
    )
    assert response.status_code == 303
    assert "ab März 2027" in browser.get(draft).text("dl")
    assert "Reisen" in browser.get(f"{draft}/points/L01").text("option")
    sent(browser, head, valid_from=str(MONTH))
    assert "2026-12 ist schon gesperrt oder gezogen" in browser.get(draft).text("li")
    page = browser.get(head)
    assert page.attributes("select", id="valid_from")[0]["aria-invalid"] == "true"
    sent(browser, head, valid_from=str(NEXT), as_of="irgendwann", version="a b")
    page = browser.get(head)
    assert "Bitte schreiben Sie das Datum so" in page.text("p")
    assert page.value("as_of") == "irgendwann"


def test_a_file_with_faults_is_opened_as_a_draft_and_mended(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    text = to_yaml(load_builtin("benefits")).replace("group: A", "group: Z", 1)
    text = text.replace("2026.12", LABEL, 1).replace("valid_from: 2026-12", f"valid_from: {NEXT}")
    response = browser.post(
        "/checklists/benefits",
        {"file": (BytesIO(text.encode()), "raster.yaml"), "action": "draft"},
        page="/display",
        content_type="multipart/form-data",
    )
    assert response.status_code == 303
    draft = str(response.location)
    page = browser.get(draft)
    assert f"{draft}/points/L01#group" in page.links()
    sent(browser, f"{draft}/points/L01", group="A")
    exported = browser.fetch(f"{draft}/file").text
    assert load_checklist(exported).point("L01").group.strip() == "A"
    assert "Alle Regeln sind erfüllt" in browser.get(draft).text()


def test_a_draft_is_taken_back_and_put_away(sqlite_house: HouseUnderTest) -> None:
    browser = sqlite_house.signed_in("gur-staff")
    draft = started(browser)
    browser.post(f"{draft}/propose", {}, page=draft)
    response = sent(browser, f"{draft}/head", version="zu-spät")
    assert response.status_code == 409
    assert "zur Freigabe" in expect_good_page(response).text()
    assert browser.post(f"{draft}/discard", {"sure": "1"}, page=draft).status_code == 409
    assert browser.post(f"{draft}/take-back", {}, page=draft).status_code == 303
    assert "Zurückgezogen" in browser.get("/checklists/benefits").text("table")
    asked = browser.post(f"{draft}/discard", {}, page=draft)
    assert asked.status_code == 422
    assert "Ja, Entwurf verwerfen" in expect_good_page(asked).text("button")
    assert browser.post(f"{draft}/discard", {"sure": "1"}, page=draft).location == "/checklists/benefits"
    assert browser.fetch(draft).status_code == 404


@pytest.mark.parametrize("person", ["mui", "revision", "management", "z06"])
def test_nobody_else_opens_a_draft(sqlite_house: HouseUnderTest, person: str) -> None:
    draft = started(sqlite_house.signed_in("gur-staff"))
    other = sqlite_house.signed_in(person)
    assert other.fetch(draft).status_code in {403, 404}
    assert other.fetch(draft.replace("benefits", "integration")).status_code in {403, 404}
    assert "Entwürfe" not in other.get("/checklists/benefits").text()
    assert other.post(f"{draft}/discard", {"sure": "1"}, page="/display").status_code in {403, 404}
