"""Acceptance scenarios of files that cannot be checked, over HTTP: A04 and A21, in both areas."""

from dataclasses import dataclass

import pytest

from iks.domain.month_figures import MonthFigures
from iks.domain.values import Area
from iks.store import releases
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import Page, PageClient
from tests.services.branch_factory import check_all, drawn_house, sample
from tests.services.substitution_factory import recompute, stored

UNITS = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
POINTS = {Area.BENEFITS: "L18", Area.INTEGRATION: "M06"}
BOTH = pytest.mark.parametrize("area", list(Area))
HEADS = ("z01", "z06", "s13")


@dataclass
class Walk:
    """One person's way through the pages of one area."""

    house: HouseUnderTest
    area: Area
    username: str = "z06"

    @property
    def client(self) -> PageClient:
        """The person's browser."""
        return self.house.signed_in(self.username)

    @property
    def list_url(self) -> str:
        """The list of the branch."""
        return f"/branch/{self.area}/{MONTH}"

    def forms(self) -> list[str]:
        """Return the addresses of the forms in the order of the list."""
        files = sample(self.house, self.username, self.area).files
        return [f"/branch/check/{line.sheet_id}" for line in files]

    def report(self, form: str, reason: str, **fields: str) -> Page:
        """Report a file as the page asks for it, and follow to the list."""
        page = f"{form}/not-checkable"
        version = self.client.get(page).value("version")
        data = {"reason": reason, "version": version, "confirmed": "1", **fields}
        answer = self.client.post(page, data)
        assert answer.status_code == 303, Page(answer.text).text("main")
        return self.client.get(answer.location)

    def answer_all(self, form: str) -> None:
        """Check a file: answer every point with yes and finish."""
        page = self.client.get(form)
        names = {a["name"] for a in page.attributes("input", type="radio") if a["name"].endswith(".answer")}
        fields = dict.fromkeys(names, "ok") | {"version": page.value("version"), "action": "finish"}
        answer = self.client.post(form, fields)
        assert answer.status_code == 303, Page(answer.text).text("main")


def hand_in(house: HouseUnderTest, area: Area) -> None:
    """Let every branch check what is open and submit over HTTP."""
    for username in HEADS:
        check_all(house, username, area)
        page = f"/branch/{area}/{MONTH}/submit"
        assert house.signed_in(username).post(page, {}).status_code == 303


def closed(house: HouseUnderTest, area: Area) -> Page:
    """Close the month as its unit head and return the analysis of it."""
    cockpit = f"/evaluation/{area}/{MONTH}"
    client = house.signed_in(UNITS[area])
    assert client.post(cockpit, {"reason": "Vorgezogen"}).status_code == 303
    return client.get(f"/evaluation/{area}/analysis?period={MONTH}&point={POINTS[area]}")


def frozen(house: HouseUnderTest, area: Area) -> MonthFigures:
    with house.runtime.transaction(writes=False) as session:
        result = releases.result_of(session, area, MONTH)
        assert result is not None
        return MonthFigures.from_json(result.content)


def substitutions(house: HouseUnderTest, area: Area, branch: str = "Z06") -> dict[str, int]:
    found: dict[str, int] = {}
    for stratum in frozen(house, area).strata:
        if stratum.branch == branch:
            for reason, count in stratum.substituted.items():
                found[reason] = found.get(reason, 0) + count
    return found


@BOTH
def test_a04_a_file_at_court_is_replaced_by_the_next_ticket_and_reported_by_reason(
    house: HouseUnderTest, area: Area
) -> None:
    drawn_house(house, area)
    walk = Walk(house, area)
    numbers = [file.file_ref for file in stored(house, area)]
    page = walk.report(walk.forms()[0], "at_court")
    assert "Gemeldet. Nachgerückt ist Akte 10 Ihrer Liste." in page.text("main")
    assert "Ersatzakte" in page.text("ol")
    new = next(file for file in stored(house, area) if file.file_ref not in numbers)
    assert new.substitute_for_id == stored(house, area)[0].id
    assert "Alle 1 Ersatzakten sind die jeweils nächsten der Reihe." in recomputed(house, area).text("main")
    hand_in(house, area)
    analysis = closed(house, area)
    assert "27 von 27" in analysis.text("dl")
    assert "Nicht prüfbar waren: beim Gericht 1." in analysis.text("main")
    assert substitutions(house, area) == {"at_court": 1}
    journal = house.signed_in("revision").get("/revision/journal?event=file_excluded")
    assert "Akte nicht prüfbar" in journal.text("main")
    assert not [number for number in [*numbers, new.file_ref] if number in analysis.html + journal.html]


def recomputed(house: HouseUnderTest, area: Area) -> Page:
    """Let the revision recompute the draw in its browser."""
    client = house.signed_in("revision")
    draw = f"/revision/draws/{stored(house, area)[0].draw_id}"
    answer = client.post(f"{draw}/recompute", {}, page="/revision")
    assert answer.status_code == 200
    return Page(answer.text)


@BOTH
def test_a04_a_missing_file_is_a_finding_and_stays_on_the_watch_list(
    house: HouseUnderTest, area: Area
) -> None:
    drawn_house(house, area)
    walk = Walk(house, area)
    number = sample(house, area=area).files[0].file_ref
    walk.report(walk.forms()[0], "missing")
    for username in ("z06", "revision"):
        start = house.signed_in(username).get("/")
        assert f"Akte {number} fehlt: suchen oder Verlust melden" in start.text("main")
    told = house.signed_in(UNITS[area]).get("/")
    assert "Z06: eine Akte fehlt" in told.text("main")
    assert number not in told.html
    hand_in(house, area)
    analysis = closed(house, area)
    assert "27 von 27" in analysis.text("dl")
    assert "Akte nicht auffindbar" in analysis.text("table")
    assert f"als erhebliche Beanstandung bei {POINTS[area]}" in analysis.text("main")
    assert number not in analysis.html
    before = frozen(house, area)
    assert substitutions(house, area) == {"missing": 1}
    (page,) = [link for link in walk.client.get("/").links() if link.startswith("/branch/missing/")]
    assert walk.client.post(page, {"outcome": "found"}).status_code == 303
    assert frozen(house, area) == before
    for username in ("z06", "revision", UNITS[area]):
        assert "fehlt" not in house.signed_in(username).get("/").text("main")


def test_a04_more_than_two_substitutes_show_up_for_the_revision(house: HouseUnderTest) -> None:
    drawn_house(house, Area.BENEFITS)
    walk = Walk(house, Area.BENEFITS)
    for reason in ("at_court", "at_external_audit", "transferred"):
        walk.report(walk.forms()[0], reason, receiving_branch="S13")
    desk = house.signed_in("revision").get("/revision").text("main")
    assert "Dezember 2026, Leistung, Z06: mehr als zwei Akten ausgefallen" in desk
    page = house.signed_in("revision").get("/revision/substitutions").text("main")
    assert "an andere Zweigstelle abgegeben: U25" in page
    assert recompute(house).failed == ()


@BOTH
def test_a21_the_deputy_checks_what_the_head_decided(house: HouseUnderTest, area: Area) -> None:
    drawn_house(house, area)
    head, deputy = Walk(house, area), Walk(house, area, "z06-deputy")
    form = head.forms()[0]
    page = head.report(form, "conflict_of_interest")
    assert "Die Akte prüft jetzt Konto z06-deputy." in page.text("main")
    assert "Deshalb sehen und ändern Sie diesen Bogen nicht mehr." in head.client.get(form, status=403).text()
    assert form in deputy.client.get("/").links()
    deputy.answer_all(form)
    for other in head.forms()[1:]:
        head.answer_all(other)
    answer = head.client.post(f"{head.list_url}/submit", {})
    assert answer.status_code == 303
    told = house.signed_in("revision").get("/revision/substitutions").text("main")
    assert "1 Akte prüft jemand anderes" in told
    assert len(stored(house, area)) == 10


@BOTH
def test_a21_without_a_deputy_the_next_file_moves_up_and_the_report_counts_it(
    house: HouseUnderTest, area: Area
) -> None:
    drawn_house(house, area)
    head = Walk(house, area)
    form = head.forms()[0]
    head.report(form, "conflict_of_interest")
    page = f"{form}/not-checkable"
    version = head.client.get(page).value("version")
    answer = head.client.post(page, {"action": "no-deputy", "version": version})
    assert "Nachgerückt ist Akte 10" in head.client.get(answer.location).text("main")
    hand_in(house, area)
    assert "Nicht prüfbar waren: Befangenheit 1." in closed(house, area).text("main")
    assert substitutions(house, area) == {"conflict_of_interest": 1}
