"""A15: "always my worst cases": digest before seed, tickets by another tool, own page, long run."""

import json
import shutil
import subprocess

import pytest

from iks.domain.values import Area
from iks.services import prove_draw
from iks.store import journal
from iks.store.draws import current_draw, sample_of
from iks.store.frames import canonical_columns
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import expect_good_page

SHA256SUM = shutil.which("sha256sum")
STRATA = {Area.BENEFITS: {"-": 10}, Area.INTEGRATION: {"funded": 5, "unfunded": 5}}


@pytest.fixture(params=list(Area))
def area(request: pytest.FixtureRequest, house: HouseUnderTest) -> Area:
    """An area whose draw a branch head doubts."""
    drawn(house, request.param)
    return request.param


def ticket_by_tool(seed: str, branch: str, file_ref: str) -> str:
    """Compute a ticket as the revision does in the head's presence, without this program."""
    assert SHA256SUM is not None
    line = f"printf '%s\\n%s\\n%s' '{seed}' '{branch}' '{file_ref}' | {SHA256SUM}"
    return subprocess.run(line, shell=True, capture_output=True, text=True, check=True).stdout.split()[0]  # noqa: S602 - the line of the draw's page.


def test_a15_the_digest_of_the_list_stood_in_the_journal_before_the_seed(
    house: HouseUnderTest, area: Area
) -> None:
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        digest, entries = found.frame.digest, list(journal.entries(session))
    positions = {
        entry.event: entry.position
        for entry in entries
        if entry.event == "month_drawn"
        or (entry.event == "frame_locked" and json.loads(entry.data)["frame_digest"] == digest)
    }
    assert positions["frame_locked"] < positions["month_drawn"]
    # The seed needs the digest, and the lock was committed before the draw began.
    moments = {entry.position: entry.at for entry in entries}
    assert moments[positions["frame_locked"]] < found.drawn_at


def test_a15_the_smallest_tickets_of_all_files_are_those_of_her_page(
    house: HouseUnderTest, area: Area
) -> None:
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        seed = prove_draw.open_secret(house.runtime.vault, found)[1]
        rows = [row for row in canonical_columns(session, found.frame) if row[0] == "Z06"]
        own = {file.file_ref: file.ticket for file in sample_of(session, found, "Z06")}
    assert len(rows) == 45
    expected: dict[str, str] = {}
    for stratum, files in STRATA[area].items():
        tickets = sorted(
            (ticket_by_tool(seed, branch, ref), ref) for branch, of, ref, _ in rows if of == stratum
        )
        expected |= {ref: ticket for ticket, ref in tickets[:files]}
    assert own == expected
    response = house.signed_in("revision").post(f"/revision/draws/{found.id}/recompute", {}, page="/revision")
    assert "Die Ziehung stimmt" in expect_good_page(response).text("h2")
    page = house.signed_in("z06").get(f"/branch/{area}/2026-12")
    shown = page.text("td").replace(" ", "")
    assert all(ticket in shown for ticket in expected.values())
    assert "Nachgerechnet von der Innenrevision am 1. Dezember 2026: stimmt." in page.text()
    assert "/draw-explained" in page.links()
    assert seed not in page.html


def test_a15_the_long_run_shows_draws_per_file_against_expectation(house: HouseUnderTest, area: Area) -> None:
    revision = house.signed_in("revision")
    assert "/revision/draw-statistics" in revision.get("/revision").links()
    page = revision.get("/revision/draw-statistics?months=24")
    tables = page.text("table")
    # 82 files, 27 drawn once, nobody could be drawn twice.
    assert "nie 55 55,0" in tables
    assert "1-mal 27 27,0" in tables
    assert "Z06 Bad Cannstatt 10 0 0,0 keine Aussage" in tables
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        refs = [file.file_ref for file in sample_of(session, found)]
    assert not any(ref in page.html for ref in refs)


def test_a15_a_whole_year_is_recomputed_at_once(house: HouseUnderTest, area: Area) -> None:
    revision = house.signed_in("revision")
    address = "/revision/draw-statistics"
    response = revision.post(f"{address}/recompute", {"year": "2026", "months": "12"}, page=address)
    page = expect_good_page(response)
    assert "1 von 1 Ziehungen nachgerechnet: stimmt" in page.text("h2")
    with house.runtime.transaction(writes=False) as session:
        found = current_draw(session, area.value, MONTH)
        assert found.verdict == "agrees"
        recomputed = journal.all_of(session, "draw_recomputed")
        first = sample_of(session, found, "Z06")[0]
    assert [entry.actor for entry in recomputed] == ["revision"]
    with house.runtime.transaction() as session:
        session.merge(first).ticket = "ab" * 32
    response = revision.post(f"{address}/recompute", {"year": "2026"}, page=address)
    assert "1 Ziehung weicht ab" in expect_good_page(response).text("h2")
    for wrong in ("26x", "99999", "-1"):
        assert revision.post(f"{address}/recompute", {"year": wrong}, page=address).status_code == 404
    assert revision.fetch(f"{address}?months=6").status_code == 404
    empty = expect_good_page(revision.post(f"{address}/recompute", {"year": "2031"}, page=address))
    assert "2031 wurde nicht gezogen" in empty.text("h2")


@pytest.mark.parametrize("username", ["gur", "z06", "controller", "management", "staff-council"])
def test_a15_nobody_but_the_revision_sees_the_long_run(sqlite_house: HouseUnderTest, username: str) -> None:
    client = sqlite_house.signed_in(username)
    assert client.fetch("/revision/draw-statistics").status_code == 403
    sent = client.post("/revision/draw-statistics/recompute", {"year": "2026"}, page="/display")
    assert sent.status_code == 403
