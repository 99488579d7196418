"""WCAG 2.2 AA on the pages of every role: axe, 320 pixels, wide spacing, and a silent console."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import template_rendered
from playwright.sync_api import Browser, Page, expect

from iks.domain.values import Area
from tests.browser.busy_demo import client, make_busy, sheets
from tests.browser.crawl import Complaints, Demo, crawl, walk
from tests.browser.demo_server import CURRENT, PATIENCE, WIDE, served, signed_in
from tests.browser.page_checks import dark, everything_wrong, shape
from tests.browser.people import HouseOnline
from tests.house.source import ROOT
from tests.house_under_test import MONTH, HouseUnderTest
from tests.objections_under_test import OCTOBER, all_topics, as_csv
from tests.services.report_factory import HEADS
from tests.services.test_recheck import rechecked
from tests.services.test_write_annual_report import report_december, run, whole_year

pytestmark = pytest.mark.browser
# A head first: on pages that many may open, she finds more to do.
PEOPLE = (
    "gur",
    "z06",
    "z01-deputy",
    "gur-staff",
    "mui",
    "mui-staff",
    "controller",
    "revision",
    "management",
    "staff-council",
    "data-protection",
    "admin",
)
LANGUAGES = ("de", "en")
# Addresses of one view in the long run; several, because a page looks different in every state.
MANY = 4
# Pages that no link of the demo leads to; the states below and other tests show them.
ELSEWHERE = {
    "auth/first_password.html",
    "auth/kept_form.html",
    "auth/sign_in.html",
    "auth/signed_out.html",
    "branch/conflict.html",
    "branch/correct.html",
    "branch/follow_up_conflict.html",
    "branch/handed_over.html",
    "branch/no_sample.html",
    "branch/not_saved.html",
    "controlling/objections_preview.html",
    "errors/error.html",
    "evaluation/nothing_yet.html",
    "evaluation/objections_none.html",
    "evaluation/takeaways_page.html",
    "reports/agenda_document.html",
    "reports/annual_document.html",
    "reports/annual_page.html",
    "reports/branch_annex_document.html",
    "reports/branch_annex_page.html",
    "reports/monthly_document.html",
    "reports/page.html",
    "reports/prepare.html",
    "revision/recheck_sheets.html",
    "revision/second_check.html",
}
# Views that no link leads to, and what shows them instead.
NOT_LINKED = {
    "auth.first_password": "the pages outside the sign-in",
    "auth.sign_in": "the pages outside the sign-in",
    "auth.signed_out": "the pages outside the sign-in",
    "branch.panel": "a part of the check form, fetched by its script",
    "corrections.page": "a page of its own state",
    "evaluation.export": "a file, asked for by a form",
    "recheck.sheet": "the sheets of a re-check",
    "recheck.sheets": "the sheets of a re-check",
    "reports.annex": "the reports of a whole year",
    "reports.annex_file": "a file; its tags are read where it is made",
    "reports.annual": "the reports of a whole year",
    "reports.annual_file": "a file; its tags are read where it is made",
    "reports.prepare": "the reports of a whole year",
    "static": "files",
    "takeaways.page": "a page of its own state",
}
# Addresses of one view that are asked for without a browser, where each costs little.
SEVERAL = 3


@pytest.fixture(scope="module")
def busy(demo: Demo) -> Demo:
    """The demo with everything that makes a page longer."""
    make_busy(demo.app)
    return demo


@pytest.fixture
def rendered(busy: Demo) -> Iterator[set[str]]:
    """The names of the templates that are used from now on."""
    names: set[str] = set()

    def note(_app: object, template: object, **_context: object) -> None:
        names.add(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, busy.app):
        yield names


def sit_down(browser: Browser, demo: Demo, username: str, **options: object) -> Page:
    context = browser.new_context(locale="de-DE", viewport=WIDE, **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return signed_in(context, demo.address, username)


@pytest.mark.parametrize("people", [PEOPLE[:3], PEOPLE[3:]], ids=["in the branches and at the top", "others"])
def test_one_page_of_each_view_keeps_wcag_fits_320_pixels_and_leaves_the_console_empty(
    browser: Browser, busy: Demo, people: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    seen: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    complaints: list[str] = []
    for username in people:
        page = sit_down(browser, busy, username)
        listening = Complaints(page)
        paths = crawl(page, busy, seen, 1)
        wrong |= {f"{username} {path}": everything_wrong(page) for path in paths}
        complaints += listening.said
        page.context.close()
    _tell(capsys, wrong)
    assert {place: found for place, found in wrong.items() if found} == {}
    assert complaints == []


def test_the_links_of_the_demo_lead_to_every_view_and_every_page_of_the_program(
    busy: Demo, rendered: set[str]
) -> None:
    seen: Counter[str] = Counter()
    for username in PEOPLE:
        assert walk(client(busy.app, username), busy, seen, SEVERAL) == []
    assert busy.views() - seen.keys() == NOT_LINKED.keys()
    assert all_pages() - rendered <= ELSEWHERE


def all_pages() -> set[str]:
    """Return the templates that are pages of their own."""
    folder = ROOT / "templates"
    files = [file for file in folder.rglob("*.html") if file.parent.name != "layouts"]
    return {str(f.relative_to(folder)) for f in files if "{% extends" in f.read_text(encoding="utf-8")}


def _tell(capsys: pytest.CaptureFixture[str], wrong: dict[str, list[str]]) -> None:
    with capsys.disabled():
        found = sum(map(len, wrong.values()))
        print(f"\n{len(wrong)} pages, {found} violations")  # noqa: T201 - the figure is wanted.


def test_the_pages_outside_the_sign_in_keep_wcag(browser: Browser, busy: Demo) -> None:
    invited = client(busy.app, "admin")
    person = {"username": "neu", "display_name": "Neues Konto"}
    answer = invited.post("/admin/accounts", person)
    link = answer.text.partition("/auth/first-password/")[2].partition("<")[0].partition('"')[0].split()[0]
    page = browser.new_context(locale="de-DE", viewport=WIDE).new_page()
    for path in ("/auth/sign-in", "/auth/signed-out", f"/auth/first-password/{link}"):
        page.goto(busy.address + path)
        assert (path, everything_wrong(page)) == (path, [])
    page.goto(f"{busy.address}/auth/sign-in")
    page.get_by_label("Benutzername").fill("niemand")
    page.get_by_label("Passwort", exact=True).fill("falsch")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page).to_have_title("Fehler: Anmelden – iks")
    assert everything_wrong(page) == []
    page.context.close()


def test_a_refused_form_with_all_its_fields_keeps_wcag(browser: Browser, busy: Demo) -> None:
    page = sit_down(browser, busy, "z06")
    page.get_by_role("link", name="weiter prüfen").click()
    for point, label in (("L12", "Nein, fehlerhaft"), ("L13", "Nicht prüfbar"), ("L14", "Nein, fehlerhaft")):
        page.locator(f"#{point} .iks-answer label", has_text=label).click()
        expect(page.locator(f"#{point} [data-panel] fieldset").first).to_be_visible()
    page.get_by_role("radio", name="Überzahlung").first.check()
    page.get_by_label("Betrag im Monat").first.fill("-5")
    page.get_by_role("button", name="Akte abschließen").click()
    expect(page.locator(".iks-errors")).to_be_visible()
    assert everything_wrong(page) == []
    page.context.close()


@pytest.mark.parametrize(
    ("username", "template"),
    [
        ("z06", "branch/correct.html"),
        ("z06", "branch/conflict.html"),
        ("z06", "branch/not_checkable.html"),
        ("z01", "branch/handed_over.html"),
        ("gur", "errors/error.html"),
        ("gur", "evaluation/takeaways_page.html"),
    ],
)
def test_a_page_of_its_own_state_keeps_wcag(
    browser: Browser, busy: Demo, rendered: set[str], username: str, template: str
) -> None:
    page = sit_down(browser, busy, username)
    STATES[template](page, busy)
    assert template in rendered
    assert everything_wrong(page) == []
    page.context.close()


def _correct(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/branch/benefits/{CURRENT.shift(-1)}")
    page.locator("ol.iks-task a").first.click()
    page.get_by_role("link", name="Antwort berichtigen").click()
    page.get_by_role("button", name="Berichtigung abgeben").click()
    expect(page.locator(".iks-errors")).to_be_visible()


def _handed_over(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/branch/{Area.INTEGRATION}/{CURRENT}")
    page.locator("ol.iks-task > li", has_text="Befangenheit erklärt").get_by_role("link").first.click()


def _missing(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/branch/check/AAAAAAAAAAAAAAAAAAAAAA")


def _not_checkable(page: Page, demo: Demo) -> None:
    page.goto(demo.address + sheets(client(demo.app, "z06"), Area.BENEFITS)[-1] + "/not-checkable")
    page.get_by_role("button", name="Akte melden").click()
    expect(page.locator(".iks-errors")).to_be_visible()


def _conflict(page: Page, demo: Demo) -> None:
    page.goto(demo.address + sheets(client(demo.app, "z06"), Area.BENEFITS)[-1])
    other = page.context.new_page()
    other.goto(page.url)
    for tab, label in ((other, "Ja, in Ordnung"), (page, "Nein, fehlerhaft")):
        with tab.expect_response(lambda answer: answer.request.method == "POST"):
            tab.locator("#L01 .iks-answer label", has_text=label).click()
    page.get_by_role("button", name="Beide Fassungen ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zwei Fassungen")


def _takeaways(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/evaluation/benefits/takeaways")


STATES = {
    "branch/correct.html": _correct,
    "branch/conflict.html": _conflict,
    "branch/handed_over.html": _handed_over,
    "errors/error.html": _missing,
    "evaluation/takeaways_page.html": _takeaways,
    "branch/not_checkable.html": _not_checkable,
}


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("z06", "/branch/current-sample"),
        ("gur", "/evaluation/current-analysis"),
        ("gur", "/evaluation/benefits/objections"),
    ],
)
def test_a_house_before_its_first_draw_keeps_wcag(
    browser: Browser, sqlite_house: HouseUnderTest, username: str, path: str
) -> None:
    with served(sqlite_house.app) as address:
        house = HouseOnline(sqlite_house, address, browser)
        page = house.visit(username, path)
        expect(page.get_by_role("main")).to_contain_text(re.compile("noch (keine|ist kein)", re.IGNORECASE))
        assert everything_wrong(page) == []
        house.go_home()


@pytest.mark.parametrize("area", list(Area), ids=str)
def test_the_sheets_of_a_recheck_keep_wcag(
    browser: Browser, sqlite_house: HouseUnderTest, area: Area
) -> None:
    rechecked(sqlite_house, area)
    with served(sqlite_house.app) as address:
        house = HouseOnline(sqlite_house, address, browser)
        page = house.visit("revision", f"/revision/recheck/{area}/{MONTH}")
        expect(page.get_by_role("row")).not_to_have_count(0)
        assert everything_wrong(page) == []
        house.go_home()


def test_the_preview_of_a_file_of_counts_keeps_wcag(browser: Browser, sqlite_house: HouseUnderTest) -> None:
    file = {"name": "zahlen.csv", "mimeType": "text/csv", "buffer": as_csv(all_topics(OCTOBER))}
    with served(sqlite_house.app) as address:
        house = HouseOnline(sqlite_house, address, browser)
        page = house.visit("controller", "/controlling/objections")
        page.get_by_label("Datei", exact=True).set_input_files(files=[file])
        page.get_by_role("button", name="Datei prüfen").click()
        expect(page.get_by_role("button", name="Zahlen übernehmen")).to_be_visible()
        assert everything_wrong(page) == []
        house.go_home()


@pytest.mark.parametrize("area", list(Area), ids=str)
def test_the_reports_of_a_whole_year_keep_wcag(
    browser: Browser, sqlite_house: HouseUnderTest, area: Area
) -> None:
    whole_year(sqlite_house, area)
    with served(sqlite_house.app) as address:
        house = HouseOnline(sqlite_house, address, browser)
        page = house.visit(HEADS[area], f"/evaluation/{area}/report/{MONTH}/prepare")
        expect(page.get_by_role("button", name="Bericht freigeben")).to_be_visible()
        assert everything_wrong(page) == []
        report_december(sqlite_house, area)
        assert run(sqlite_house) == [f"reported {area} {MONTH.year}"]
        page = house.visit("management", f"/evaluation/{area}/report/{MONTH.year}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(MONTH.year))
        assert everything_wrong(page) == []
        page = house.visit(HEADS[area], f"/evaluation/{area}/report/{MONTH.year}/branches")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Zweigstellen im Jahr")
        assert everything_wrong(page) == []
        house.go_home()


@pytest.fixture(scope="module")
def looked_at() -> set[tuple[str, str, str]]:
    """Language, view and shape of the pages that were looked at closely, by whoever came first."""
    return set()


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", PEOPLE)
def test_every_page_of_a_role_keeps_wcag_and_leaves_the_console_empty(
    browser: Browser,
    busy: Demo,
    username: str,
    language: str,
    looked_at: set[tuple[str, str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Open up to four addresses of each view, and look closely at each shape of a page once a language.

    Every page is opened by every role, so that its console is heard. The checks (axe, contrast in the
    dark, narrow, wide spacing) take one visit; a page of the same view that is made of the same kinds of
    elements as one before, a colleague's page for instance, is not checked again.
    """
    page = sit_down(browser, busy, username)
    page.goto(f"{busy.address}/?lang={language}")
    assert page.locator("html").get_attribute("lang") == language
    # The menu of every role stands in one line of a wide page.
    tops = page.locator("#menue a").evaluate_all("(links) => links.map((link) => link.offsetTop)")
    assert len(set(tops)) == 1
    listening = Complaints(page)
    wrong: dict[str, list[str]] = {}
    for path in crawl(page, busy, Counter(), MANY):
        kind = (language, busy.endpoint(path), shape(page))
        if kind not in looked_at:
            looked_at.add(kind)
            wrong[path] = [*everything_wrong(page), *dark(page)]
    page.context.close()
    _tell(capsys, wrong)
    assert {path: found for path, found in wrong.items() if found} == {}
    assert listening.said == []
