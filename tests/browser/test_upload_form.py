"""The upload form in a real Chromium: a chosen file survives a form that comes back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demo_server import WIDE, signed_in

pytestmark = pytest.mark.browser
LIST = Path(__file__).parent.parent / "data" / "frames" / "integration-2026-12.csv"


@pytest.mark.parametrize("has_script", [True, False])
def test_headings_that_changed_lead_to_the_mapping_and_from_there_to_the_list(
    address: str, browser: Browser, tmp_path: Path, *, has_script: bool
) -> None:
    column = "Kunden-Nr." if has_script else "Kundennummer der Person"
    changed = tmp_path / "Bestand.csv"
    changed.write_bytes(LIST.read_bytes().replace(b"kundennummer", column.encode()))
    context = browser.new_context(viewport=WIDE, locale="de-DE", java_script_enabled=has_script)
    page = signed_in(context, address, "controller")
    page.goto(f"{address}/controlling/frames")
    page.get_by_label("Integration", exact=True).check()
    page.get_by_label("Januar 2027").check()
    page.get_by_label("Datei").set_input_files(changed)
    page.get_by_role("button", name="Liste hochladen").click()
    expect(page.get_by_role("heading", name="Was bedeuten die Spalten?")).to_be_visible()
    expect(page.get_by_label("Aktenzeichen", exact=True)).to_have_value(column)
    if not has_script:
        page.get_by_label("Datei").set_input_files(changed)
    page.get_by_role("button", name="Merken und Liste übernehmen").click()
    expect(page.get_by_text("Die Spaltenzuordnung ist gemerkt.")).to_be_visible()
    expect(page.get_by_text("Die Liste ist übernommen.")).to_be_visible()
    assert page.url == f"{address}/controlling/frames/integration/2027-01"
    context.close()
