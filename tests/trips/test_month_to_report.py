"""A whole month over HTTP: list, draw, fourteen submissions, close, report with developments, mails."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select, update

from checklists.load import load_builtin
from iks.domain.month import at_six, next_working_day
from iks.domain.roles import Actor
from iks.domain.typed_answer import Typed
from iks.domain.values import Area
from iks.jobs.due import run_due
from iks.services.set_up_house import read_organisation
from iks.store.accounts import Account
from iks.store.draws import SampleFile
from tests.house_under_test import BRANCHES, MONTH, HouseUnderTest, _branch_people, build_house
from tests.jobs.test_send_mails import Postbox, _free_port, _serving
from tests.month_under_test import DRAW_MOMENT, ORGANISATION, open_all_branches, real_list
from tests.objections_under_test import as_csv, counts, thirteen_months
from tests.page_client import Page, PageClient
from tests.services.branch_factory import sample
from tests.web.branch_pages import flat, send

STAFF = {Area.BENEFITS: "gur-staff", Area.INTEGRATION: "mui-staff"}
POINTS = {Area.BENEFITS: ("L15",), Area.INTEGRATION: ("M17", "M18")}
PARAGRAPH = "Das Bundessozialgericht hat zu Leistungsminderungen entschieden."
NOVEMBER = MONTH.shift(-1)
CHECKED = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def postbox() -> Postbox:
    """What the mail server of the house has taken."""
    return Postbox()


@pytest.fixture
def house(tmp_path: Path, postbox: Postbox) -> Iterator[HouseUnderTest]:
    """A house of fourteen branches, each with its head, and a mail server."""
    port = _free_port()
    settings = {"smtp_url": f"smtp://127.0.0.1:{port}", "base_url": "https://iks.example"}
    database = f"sqlite:///{tmp_path / 'iks.db'}"
    with _serving(postbox, port), build_house(database, tmp_path, **settings) as built:
        open_all_branches(built)
        operator = Actor("", "operator", "operator", everything=True)
        with built.runtime.transaction() as session:
            for code in set(codes()) - {plan.code for plan in BRANCHES}:
                _branch_people(session, built.clock, operator, code)
            session.execute(update(Account).values(email=Account.username + "@house.example"))
        yield built


def codes() -> list[str]:
    return [plan.code for plan in read_organisation(ORGANISATION.read_text(encoding="utf-8"))]


def on(house: HouseUnderTest, moment: datetime) -> None:
    """Go on at a later moment, when everybody has to sign in again."""
    house.clock.set(moment)
    house.clients.clear()


def hand_in(client: PageClient, address: str, data: bytes, **fields: str) -> Page:
    """Choose a file on a page, send it, and return where that leads."""
    form = {"file": (BytesIO(data), "liste.csv"), **fields}
    answer = client.post(address, form, content_type="multipart/form-data")
    assert answer.status_code in {200, 303}, Page(answer.text).text("main")
    return Page(answer.text) if answer.status_code == 200 else client.get(answer.location)


def drawn_by_the_clock(house: HouseUnderTest, area: Area) -> None:
    """Let controlling hand in the list and lock it; the scheduler draws."""
    controller = house.signed_in("controller")
    # Every twentieth file of the real list, which still has every branch.
    first, *rows = real_list(area).splitlines(keepends=True)
    data = b"".join([first, *rows[::20]])
    hand_in(controller, "/controlling/frames", data, area=area.value, month=str(MONTH), action="import")
    locked = controller.post(f"/controlling/frames/{area}/{MONTH}/lock", {}, page="/controlling/frames")
    assert locked.status_code == 303
    house.clock.set(DRAW_MOMENT)
    run_due(house.runtime)


def count_objections(house: HouseUnderTest) -> None:
    """Let controlling take over thirteen months, in the last of which one topic tripled."""
    controller = house.signed_in("controller")
    special = {"sanctions": counts(NOVEMBER, "sanctions", received=75)}
    preview = hand_in(controller, "/controlling/objections", as_csv(thirteen_months(NOVEMBER, **special)))
    done = controller.post(
        "/controlling/objections/import",
        {"content": preview.value("content")},
        page="/controlling/objections",
    )
    assert done.status_code == 303


def answers(area: Area, number: int) -> dict[str, Typed]:
    """Return what is entered for a file: all in order but two points, which differ from file to file."""
    grid = load_builtin(area.value)
    entries: dict[str, Typed] = {}
    for place, point in enumerate(grid.points):
        entries[point.id] = {"answer": "ok"}
        if (place + number) % 9 == 0:
            money = {"direction": "none"} if point.amount.possible else {}
            pattern = point.patterns[0].id
            entries[point.id] = {"answer": "finding", "pattern": pattern, "cause": "slip", **money}
    return entries


def check_and_submit(house: HouseUnderTest, area: Area, branch: str) -> None:
    """Let a head check every file of the branch and submit."""
    head = branch.lower()
    client = house.signed_in(head)
    for line in sample(house, head, area).files:
        fields = flat(answers(area, line.number))
        for action in ("confirm-list", "finish"):
            done = send(client, f"/branch/check/{line.sheet_id}", action, **fields)
            assert done.status_code == 303, (branch, line.number, Page(done.text).text("main")[:500])
    done = client.post(f"/branch/{area}/{MONTH}/submit", {})
    assert done.status_code == 303, branch


def later(house: HouseUnderTest, day: date) -> date:
    """Let the scheduler look at 06:00 of the next working day."""
    following = next_working_day(day, after=True)
    on(house, at_six(following))
    run_due(house.runtime)
    return following


@pytest.mark.full
@pytest.mark.parametrize("area", Area)
def test_a_month_goes_from_fourteen_submissions_to_the_mailed_report(
    house: HouseUnderTest, postbox: Postbox, area: Area
) -> None:
    drawn_by_the_clock(house, area)
    on(house, CHECKED)
    count_objections(house)
    for branch in codes():
        check_and_submit(house, area, branch)
    report = f"/evaluation/{area}/report/{MONTH}"
    assert house.signed_in("z06").fetch(report).status_code == 404
    closed_on = later(house, CHECKED.date())
    staff = house.signed_in(STAFF[area])
    assert "14 von 14" in staff.get(f"/evaluation/{area}/{MONTH}").text("main")

    prepare = f"{report}/prepare"
    page = staff.get(prepare)
    assert "Widersprüche: Leistungsminderung" in page.text("label")
    fields = {"version": page.value("version"), "development": "objection.sanctions"}
    saved = staff.post(prepare, {"action": "save", "paragraph": PARAGRAPH, **fields})
    assert saved.status_code == 303
    postbox.mails.clear()
    later(house, later(house, closed_on))

    told = [mail for mail in postbox.mails if str(mail["Subject"]).startswith("Monatsbericht Dezember 2026")]
    assert {f"{branch.lower()}@house.example" for branch in codes()} <= {mail["To"] for mail in told}
    assert len({mail["To"] for mail in told}) == len(told)
    with house.runtime.transaction(writes=False) as session:
        file_refs = list(session.scalars(select(SampleFile.file_ref)))
    for mail in told:
        assert f"https://iks.example{report}" in mail.get_content()
        assert not any(ref in mail.as_string() for ref in file_refs)
    for branch in codes():
        page = house.signed_in(branch.lower()).get(report)
        assert "Widersprüche: Leistungsminderung" in page.text("main"), branch
        assert ", ".join(POINTS[area]) in page.text("main")
        assert PARAGRAPH in page.text("main")
        assert not any(ref in page.html for ref in file_refs)
    assert house.signed_in("z06").fetch(f"{report}.pdf").data.startswith(b"%PDF-1.7")
