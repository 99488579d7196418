"""From an external finding to a new grid, over HTTP: entry, proposal, second approval, valid from a month."""

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.services.read_checklist import grid_of, version_of_month
from iks.services.read_external_audits import findings_by_point
from iks.store import journal
from tests.grid_under_test import BUILTIN_LABEL, LABEL, NEXT, RETIRED, revised, set_month
from tests.house_under_test import MONTH, HouseUnderTest
from tests.page_client import Page

HEAD = {Area.BENEFITS: "gur", Area.INTEGRATION: "mui"}
NEW = {Area.BENEFITS: "L19", Area.INTEGRATION: "M19"}
FINDING = {
    "body": "Gemeindeprüfungsanstalt Baden-Württemberg (GPA)",
    "reference": "GPA 2026/17",
    "reported_on": "3.11.2026",
    "files_checked": "120",
    "files_objected": "14",
    "summary": "Auszahlungen an Vermieter waren nicht begründet.",
    "kind": "objection",
    "deadline": "29.1.2027",
}
EVENTS = [
    "external_audit_recorded",
    "external_finding_recorded",
    "checklist_proposed",
    "checklist_approved",
    "external_finding_linked",
]


def record(house: HouseUnderTest, person: str, area: Area) -> str:
    """Enter a finding and return the address of its page."""
    response = house.signed_in(person).post("/audits/new", {**FINDING, "topic": f"{area}."})
    assert response.status_code == 303, Page(response.text).text()
    return str(response.location)


def propose(house: HouseUnderTest, person: str, area: Area) -> str:
    """Hand in the changed grid as a file and return the address of its page."""
    address = f"/checklists/{area}"
    data = {"file": (BytesIO(revised(area).encode()), "raster.yaml")}
    response = house.signed_in(person).post(address, data, content_type="multipart/form-data")
    assert response.status_code == 303, Page(response.text).text()
    return str(response.location)


def decide(house: HouseUnderTest, person: str, address: str, digest: str) -> TestResponse:
    return house.signed_in(person).post(f"{address}/approve", {"digest": digest}, page=address)


def label_in(house: HouseUnderTest, area: Area, month: Month) -> str:
    with house.runtime.transaction(writes=False) as session:
        return version_of_month(session, area, month).version


def events(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        return [entry.event for entry in journal.entries(session) if entry.event in EVENTS]


@pytest.mark.parametrize("area", list(Area))
def test_an_external_finding_leads_to_a_new_grid(house: HouseUnderTest, area: Area) -> None:
    head, staff = HEAD[area], f"{HEAD[area]}-staff"
    set_month(house, area, MONTH, MonthState.DRAWN)

    # The staff enter what fits no check point: it waits in the inbox for the next version.
    finding = record(house, staff, area)
    assert finding in house.signed_in(head).get("/audits").links()
    assert not house.signed_in(staff).get(finding).attributes("input", id=f"point-{NEW[area]}")

    # They propose a version with a point for it; the proposal changes no month yet.
    version = propose(house, staff, area)
    page = house.signed_in(head).get(version)
    assert "1 neu, 1 weggefallen" in page.text("dl")
    for point in (NEW[area], RETIRED[area]):
        assert point in page.text("h3")
    assert label_in(house, area, NEXT) == BUILTIN_LABEL

    # Nobody approves the own proposal; the head approves exactly what the page shows.
    digest = page.value("digest")
    assert decide(house, staff, version, digest).status_code == 409
    assert label_in(house, area, NEXT) == BUILTIN_LABEL
    assert decide(house, head, version, digest).status_code == 303

    # From its month on the new version holds, earlier months stay with the old one.
    assert [label_in(house, area, month) for month in (MONTH, NEXT, NEXT.shift(12))] == [
        BUILTIN_LABEL,
        LABEL,
        LABEL,
    ]
    with house.runtime.transaction(writes=False) as session:
        points = [point.id for point in grid_of(version_of_month(session, area, NEXT)).points]
    assert len(points) == 18
    assert NEW[area] in points
    assert RETIRED[area] not in points

    # The finding is linked to the new point and stands beside it, for branch heads as well.
    browser = house.signed_in(staff)
    response = browser.post(f"{finding}/points", {"points": [NEW[area]]}, page=finding)
    assert response.status_code == 303
    assert "Der Eingang ist leer" in browser.get("/audits").text()
    assert FINDING["summary"] in house.signed_in("z06").get(version).text()
    with house.runtime.transaction(writes=False) as session:
        beside = findings_by_point(session, area)
    assert {point: [f.reference for f in found] for point, found in beside.items()} == {
        NEW[area]: ["GPA 2026/17"]
    }
    assert events(house) == EVENTS


def test_a18_a_finding_that_fits_a_point_stands_beside_it_at_once(sqlite_house: HouseUnderTest) -> None:
    finding = record(sqlite_house, "mui-staff", Area.INTEGRATION)
    browser = sqlite_house.signed_in("mui-staff")
    browser.post(f"{finding}/points", {"points": ["M15"]}, page=finding)
    page = browser.get(f"/checklists/integration/{BUILTIN_LABEL}")
    assert re.search(r"M15 .{0,200}.*GPA 2026/17", page.text("li"))
    assert finding in page.links()


def test_a08_a_version_approved_in_mid_month_leaves_the_month_alone(sqlite_house: HouseUnderTest) -> None:
    set_month(sqlite_house, Area.BENEFITS, MONTH, MonthState.DRAWN)
    version = propose(sqlite_house, "gur-staff", Area.BENEFITS)
    digest = sqlite_house.signed_in("gur").get(version).value("digest")
    assert decide(sqlite_house, "gur", version, digest).status_code == 303
    assert label_in(sqlite_house, Area.BENEFITS, MONTH) == BUILTIN_LABEL
    assert label_in(sqlite_house, Area.BENEFITS, NEXT) == LABEL
    assert "Was sich ändert" in sqlite_house.signed_in("z06").get(version).text("h2")
