"""What the pages of the demo need beside its months: wishes, findings from outside, a missing file, texts."""

import re

from flask import Flask

from iks.app import runtime_of
from iks.domain.month import Month
from iks.domain.values import Area
from iks.services.sign_in import DEMO_PASSWORD
from iks.services.write_model_case import offer_cases
from tests.browser.demo_server import CURRENT
from tests.page_client import Page, PageClient

AUDIT = {
    "body": "Gemeindeprüfungsanstalt Baden-Württemberg (GPA)",
    "reference": "GPA 2026/17",
    "reported_on": "3.11.2026",
    "first_month": "1.2024",
    "last_month": "12.2025",
    "files_checked": "1.120",
    "files_objected": "14",
    "summary": "Auszahlungen an Vermieter ohne Antrag.",
    "topic": "benefits.housing",
    "kind": "objection",
    "deadline": "29.1.2027",
}
FOCUS = {
    "title": "Vorläufige Bewilligungen",
    "code": "provisional",
    "reason": "Auffällig im dritten Quartal",
    "provisional": "eq:1",
    "files": "5",
    "first_month": "2027-01",
    "last_month": "2027-03",
}
ENTRY = {"number": "2.11", "title": "Vorläufig bewilligen", "link": "", "state": "valid"}
MEASURE = {
    "scope": "house",
    "hoped": "50",
    "kind": "training",
    "title": "Schulung Vorläufigkeit",
    "task": "Zwei Termine für alle Zweigstellen",
    "responsible": "training_office",
    "start": "11.1.2027",
    "due": "31.3.2027",
}
EVIDENCE = {"branch": "", "reason": "Anfrage des Rechnungsprüfungsamts."}
WISH = {"reason": "In der Liste fehlen die Akten einer Zweigstelle."}
TEXT = "Das Einkommen wurde im Monat der Auszahlung statt im Monat des Zuflusses angerechnet."


def make_busy(app: Flask) -> None:
    """Send the forms that bring the pages to life."""
    _send(app, "gur-staff", "/audits/new", AUDIT)
    _send(app, "gur-staff", "/evaluation/benefits/focus/new", FOCUS)
    for username, area, point in (("gur", Area.BENEFITS, "L12"), ("mui", Area.INTEGRATION, "M05")):
        _send(app, username, f"/evaluation/{area}/measures/new", MEASURE | {"points": point})
    _send(app, "gur-staff", "/knowledge/new", ENTRY | {"points": "L12"})
    for username, area in (("gur-staff", Area.BENEFITS), ("mui-staff", Area.INTEGRATION)):
        _send(app, username, f"/checklists/{area}/drafts", {})
    _send(app, "mui", f"/evaluation/integration/{CURRENT}/void", WISH)
    for area in Area:
        month = f"{area}/{CURRENT.shift(-1)}"
        _send(app, "revision", "/revision/evidence", EVIDENCE | {"month": month})
    _send(app, "admin", "/admin/accounts", {"username": "z06-deputy", "display_name": "Stellvertretung Nord"})
    _report(app, "z06", "missing")
    _report(app, "z01", "conflict_of_interest")
    _offer_model_case(app)
    _correct(app, Area.BENEFITS, "L01", approved=True)
    _correct(app, Area.INTEGRATION, "M01", approved=False)


def client(app: Flask, username: str) -> PageClient:
    """Sign a person in without a browser."""
    browser = PageClient(app)
    browser.sign_in(username, DEMO_PASSWORD)
    return browser


def sheets(browser: PageClient, area: Area, month: Month = CURRENT) -> list[str]:
    """Return the forms of a person's sample in their order."""
    links = browser.get(f"/branch/{area}/{month}").links()
    return list(dict.fromkeys(link for link in links if re.fullmatch(r"/branch/check/[^/#]+", link)))


def _send(app: Flask, username: str, page: str, fields: dict[str, str]) -> None:
    answer = client(app, username).post(page, fields)
    assert answer.status_code in {200, 303}, (page, Page(answer.text).text("main"))


def _report(app: Flask, username: str, reason: str) -> None:
    browser = client(app, username)
    page = f"{sheets(browser, Area.INTEGRATION)[-1]}/not-checkable"
    fields = {"reason": reason, "confirmed": "1", "version": browser.get(page).value("version")}
    answer = browser.post(page, fields)
    assert answer.status_code == 303, Page(answer.text).text("main")


def _correct(app: Flask, area: Area, point: str, *, approved: bool) -> None:
    """Correct an answer of the closed month; the revision asks to see it."""
    before, browser = CURRENT.shift(-1), client(app, "z06")
    form = sheets(browser, area, before)[0].replace("/branch/check/", "/branch/correct/")
    changed = {f"{point}.answer": "not_assessable", f"{point}.reason": "Eine Seite fehlt."}
    fields = changed | {
        "correction_reason": "Beim Ablegen bemerkt.",
        "version": browser.get(form).value("version"),
    }
    answer = browser.post(form, fields)
    assert answer.status_code == 303, Page(answer.text).text("main")
    page = f"/revision/corrections/{area}/{before}"
    _send(app, "revision", page, {"branch": "Z06", "reason": "Berichtigungen des Monats ansehen."})
    if approved:
        management = client(app, "management")
        (wish,) = [link for link in management.get("/").links() if "/corrections/requests/" in link]
        assert management.post(wish, {"decision": "approve"}).status_code == 303


def _offer_model_case(app: Flask) -> None:
    browser = client(app, "z06")
    cases = {
        link
        for form in sheets(browser, Area.BENEFITS)
        for link in browser.get(form).links()
        if link.startswith("/branch/model-case/")
    }
    assert browser.post(min(cases), {"text": TEXT}).status_code == 303
    with runtime_of(app).transaction() as session:
        offer_cases(session, Area.BENEFITS, CURRENT, "Z06")
