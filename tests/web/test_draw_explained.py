"""The draw explained: twelve sentences, an example that anybody recomputes, the own last draw."""

import hashlib
import re
import subprocess

import pytest

from iks.domain.draw_example import SEED_TEXT, draw_example
from iks.domain.values import Area
from iks.services import prove_draw
from iks.store.draws import Draw, current_draw, sample_of
from tests.house_under_test import HOUSE_ROLES, MONTH, HouseUnderTest
from tests.page_client import Page

ADDRESS = "/draw-explained"


def recompute(house: HouseUnderTest, area: Area) -> None:
    runtime = house.runtime
    with runtime.transaction() as session:
        found = current_draw(session, area.value, MONTH)
        assert found is not None
        prove_draw.recompute(session, house.clock, house.actor("revision"), runtime.vault, found.id)


def sentences_of(page: Page) -> list[str]:
    (listed,) = re.findall(r'<ol class="[^"]*iks-sentences[^"]*">(.*?)</ol>', page.html, re.DOTALL)
    return [" ".join(item.split()) for item in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)]


def test_the_draw_is_explained_in_exactly_twelve_short_sentences(sqlite_house: HouseUnderTest) -> None:
    sentences = sentences_of(sqlite_house.signed_in("z06").get(ADDRESS))
    assert len(sentences) == 12
    for sentence in sentences:
        assert sentence.endswith(".")
        # One sentence each: no end of a sentence within it.
        assert not re.search(r"[.!?] ", sentence)
        assert len(sentence.split()) <= 25, sentence
    assert any("lesen und zugleich die Liste schreiben" in sentence for sentence in sentences)


@pytest.mark.parametrize("username", [*HOUSE_ROLES, "z06", "z06-deputy"])
def test_every_role_may_read_it_and_the_foot_of_the_page_leads_there(
    sqlite_house: HouseUnderTest, username: str
) -> None:
    client = sqlite_house.signed_in(username)
    assert ADDRESS in client.get("/").links()
    client.get(ADDRESS)


def test_who_is_not_signed_in_does_not_read_it(sqlite_house: HouseUnderTest) -> None:
    assert sqlite_house.browser().fetch(ADDRESS).status_code != 200


def test_the_example_is_what_sha256sum_says(sqlite_house: HouseUnderTest) -> None:
    page = sqlite_house.signed_in("z06").get(ADDRESS)
    example = draw_example()
    assert example.seed == hashlib.sha256(SEED_TEXT.encode()).hexdigest()
    lines = [*(file.shell_line for file in example.files), example.seed_line]
    shown = page.text("pre")
    for line, digest in zip(lines, [*(file.ticket for file in example.files), example.seed], strict=True):
        assert line in shown
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - the very line that stands on the page.
        assert done.stdout.split()[0] == digest
    assert [file.ticket for file in sorted(example.files, key=lambda file: file.rank)] == sorted(
        file.ticket for file in example.files
    )
    assert example.drawn.rank == 1
    assert all(file.ticket in page.text("td").replace(" ", "") for file in example.files)


def test_a_branch_head_reads_of_her_last_draws_before_and_after_the_recomputation(
    house_with_files: HouseUnderTest,
) -> None:
    client = house_with_files.signed_in("z06")
    before = client.get(ADDRESS).text("section")
    assert "Ihre letzten Ziehungen" in before
    assert "gezogen am 1. Dezember 2026 um 06:00 Uhr aus 45 Akten der Liste" in before
    assert before.count("noch nicht nachgerechnet") == 2
    recompute(house_with_files, Area.BENEFITS)
    after = client.get(ADDRESS).text("section")
    assert "nachgerechnet von der Innenrevision am 1. Dezember 2026: stimmt." in after
    with house_with_files.runtime.transaction() as session:
        current_draw(session, "benefits", MONTH).verdict = "differs"
    assert "Innenrevision am 1. Dezember 2026: weicht ab." in client.get(ADDRESS).text("section")


def test_nobody_else_reads_of_a_draw_there(house_with_files: HouseUnderTest) -> None:
    for username in ("gur", "controller", "staff-council", "data-protection", "revision"):
        page = house_with_files.signed_in(username).get(ADDRESS)
        assert "Ihre letzte" not in page.text()
        assert "45 Akten" not in page.text()


def test_no_seed_of_a_real_draw_and_no_digest_of_a_list_stands_there(
    house_with_files: HouseUnderTest,
) -> None:
    with house_with_files.runtime.transaction(writes=False) as session:
        secrets = [
            value
            for draw in session.query(Draw)
            for value in (draw.frame.digest, draw.secret.commitment, _seed(house_with_files, draw))
        ]
    for address in (ADDRESS, "/branch/benefits/2026-12", "/branch/integration/2026-12"):
        html = house_with_files.signed_in("z06").get(address).html
        assert not any(secret[:12] in html for secret in secrets)


def _seed(house: HouseUnderTest, draw: Draw) -> str:
    return prove_draw.open_secret(house.runtime.vault, draw)[1] or ""


def test_the_own_page_shows_rank_short_ticket_verdict_and_the_way_to_the_explanation(
    house_with_files: HouseUnderTest,
) -> None:
    client = house_with_files.signed_in("z06")
    recompute(house_with_files, Area.BENEFITS)
    page = client.get("/branch/benefits/2026-12")
    assert ADDRESS in page.links()
    assert "Nachgerechnet von der Innenrevision am 1. Dezember 2026: stimmt." in page.text()
    with house_with_files.runtime.transaction(writes=False) as session:
        found = current_draw(session, "benefits", MONTH)
        own = sample_of(session, found, "Z06")
        others = [file for file in sample_of(session, found) if file.branch_code != "Z06"]
    shown = page.text("td").replace(" ", "")
    # Shortened first, the whole number on demand.
    assert all(f"{file.ticket[:8]}…vollständiganzeigen{file.ticket}" in shown for file in own)
    assert not any(file.ticket[:8] in page.html for file in others)
