"""Seed, secret, tickets and list stay with the revision: every other role asks for them and gets nothing."""

import json
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import text

from iks.domain.values import Area
from iks.store.draws import current_draw
from tests.house_under_test import HOUSE_ROLES, MONTH, HouseUnderTest
from tests.month_under_test import drawn
from tests.page_client import Page

OTHERS = [name for name in HOUSE_ROLES if not name.startswith("revision")] + ["z06", "z06-deputy", "s13"]
REVISION_PAGES = ("/revision", "/revision/journal")


def draw_ids(house: HouseUnderTest) -> list[str]:
    with house.runtime.transaction(writes=False) as session:
        draws = [current_draw(session, area.value, MONTH) for area in Area]
    return [draw.id for draw in draws if draw]


def manifests(house: HouseUnderTest) -> list[dict[str, str]]:
    """Take both bundles along as the revision, and read what must not be seen by anybody else."""
    browser, found = house.signed_in("revision"), []
    for draw_id in draw_ids(house):
        browser.post(f"/revision/draws/{draw_id}/recompute", {}, page="/revision")
        content = browser.fetch(f"/revision/draws/{draw_id}/bundle").data
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found.append(json.loads(archive.read("manifest.json")))
            found[-1]["frame"] = archive.read("frame.tsv").decode()
    return found


def both_areas_drawn_and_proved(house: HouseUnderTest) -> list[dict[str, str]]:
    for area in Area:
        drawn(house, area)
    return manifests(house)


def without_gaps(content: bytes) -> str:
    """Return source and text of a page without the gaps between groups of digits."""
    source = content.decode(errors="replace")
    return (source + Page(source).text().replace(" ", "")).lower()


def reachable_pages(house: HouseUnderTest, username: str, limit: int = 60) -> dict[str, bytes]:
    """Open every page that a person reaches by following links, beginning at the own tasks."""
    browser, waiting = house.signed_in(username), ["/"]
    seen: dict[str, bytes] = {}
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = browser.fetch(address)
        seen[address] = response.data
        if response.mimetype == "text/html":
            links = [link.split("#")[0] for link in Page(response.text).links()]
            waiting += [link for link in links if not link.startswith("/static/")]
        if response.location:
            waiting.append(response.location)
    return seen


def test_no_other_role_opens_a_page_of_the_revision(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    draw = f"/revision/draws/{draw_ids(sqlite_house)[0]}"
    shown = (*REVISION_PAGES, *(f"{draw}{tail}" for tail in ("", "/bundle", "/recompute")))
    acts = (f"{draw}/recompute", "/revision/journal/verify", "/revision/journal/export")
    for username in OTHERS:
        browser = sqlite_house.signed_in(username)
        answers = [browser.fetch(address) for address in shown]
        answers += [browser.post(address, {}, page="/display") for address in acts]
        assert {answer.status_code for answer in answers} <= {403, 404}, username
        assert not [answer for answer in answers if draw in answer.text], username


def test_a_draw_that_exists_answers_like_one_that_does_not(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    ids = (draw_ids(sqlite_house)[0], "A" * 22)
    for username in OTHERS:
        browser = sqlite_house.signed_in(username)
        for tail in ("", "/bundle"):
            answers = {browser.fetch(f"/revision/draws/{draw_id}{tail}").data for draw_id in ids}
            assert len(answers) == 1, (username, tail)


def test_nobody_gets_a_proof_without_signing_in(sqlite_house: HouseUnderTest) -> None:
    drawn(sqlite_house, Area.BENEFITS)
    browser = sqlite_house.browser()
    for tail in ("", "/bundle"):
        response = browser.fetch(f"/revision/draws/{draw_ids(sqlite_house)[0]}{tail}")
        assert response.status_code == 302
        assert response.location.startswith("/auth/sign-in")


def test_no_page_that_another_role_reaches_shows_seed_or_secret(sqlite_house: HouseUnderTest) -> None:
    found = both_areas_drawn_and_proved(sqlite_house)
    forbidden = [manifest[name] for manifest in found for name in ("seed", "secret")]
    for username in OTHERS:
        for address, content in reachable_pages(sqlite_house, username).items():
            shown = without_gaps(content)
            assert not [value for value in forbidden if value in shown], (username, address)


def test_only_the_revision_reaches_the_seed_by_its_own_links(sqlite_house: HouseUnderTest) -> None:
    """The search that finds nothing elsewhere finds the seed here, so it is able to find it."""
    found = both_areas_drawn_and_proved(sqlite_house)
    pages = reachable_pages(sqlite_house, "revision")
    # The bundle holds the secret; no page does.
    assert any(address.endswith("/bundle") for address in pages)
    texts = [without_gaps(content) for address, content in pages.items() if not address.endswith("/bundle")]
    for manifest in found:
        assert any(manifest["seed"] in shown for shown in texts)
        assert not any(manifest["secret"] in shown for shown in texts)


def test_no_page_of_the_house_shows_a_file_number_of_a_locked_list(sqlite_house: HouseUnderTest) -> None:
    """The controller handled the rows until the lock; afterwards even there no row is shown."""
    found = both_areas_drawn_and_proved(sqlite_house)
    rows = [line.split("\t") for manifest in found for line in manifest["frame"].splitlines()]
    for username in ("gur", "mui", "controller", "management", "admin", "z06"):
        foreign = {row[2] for row in rows if row[0] != "Z06" or username != "z06"}
        content = b"".join(reachable_pages(sqlite_house, username).values())
        assert not [ref for ref in foreign if ref.encode() in content], username


def test_neither_journal_nor_mails_nor_logs_hold_seed_secret_or_file_numbers(
    house: HouseUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    found = both_areas_drawn_and_proved(house)
    export = house.signed_in("revision").post("/revision/journal/export", {}, page="/revision/journal")
    with house.runtime.engine.connect() as connection:
        mails = repr(connection.execute(text("SELECT * FROM outgoing_mail")).all())
    told = export.text + mails + caplog.text
    assert found[0]["commitment"] in told
    for manifest in found:
        assert manifest["seed"] not in told
        assert manifest["secret"] not in told
        refs = [line.split("\t")[2] for line in manifest["frame"].splitlines()]
        assert not [ref for ref in refs if ref in told]


def test_the_journal_page_shows_no_seed_and_no_file_number(sqlite_house: HouseUnderTest) -> None:
    found = both_areas_drawn_and_proved(sqlite_house)
    page = sqlite_house.signed_in("revision").get("/revision/journal")
    shown = page.text().replace(" ", "")
    assert found[0]["frame_digest"] in shown
    for manifest in found:
        assert manifest["seed"] not in shown
        assert manifest["secret"] not in shown
        assert not [line for line in manifest["frame"].splitlines() if line.split("\t")[2] in page.html]
