"""The check form for those who need it otherwise: by keyboard, in forced colours, without script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from iks.domain.values import Area
from tests.browser.people import HouseOnline, find, main_text
from tests.house_under_test import MONTH
from tests.services.branch_factory import all_ok, check_all, finish, sample, save

pytestmark = pytest.mark.browser

# Where the focus is, whether it comes later in the page than before, and whether it can be seen.
LOOK = """(before) => {
  const WHAT = ['outlineStyle', 'outlineWidth', 'boxShadow', 'borderColor', 'backgroundColor'];
  const look = (style) => WHAT.map((name) => style[name]).join();
  const looks = (box) => look(getComputedStyle(box)) + look(getComputedStyle(box, '::after'));
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const around = [here, here.nextElementSibling, here.parentElement].filter(Boolean);
  const focused = around.map(looks);
  const box = (here.matches('input[type=radio]') && here.labels[0] || here).getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 10));
  const isCovered = top && !around.concat(here).some((one) => one.contains(top) || top.contains(one));
  here.blur();
  const plain = around.map(looks);
  here.focus({preventScroll: true, focusVisible: true});
  const last = window.lastFocus;
  window.lastFocus = here;
  return {
    name: `${here.tagName} ${here.name || ''} ${here.textContent.trim().slice(0, 30)}`,
    isVisible: focused.some((look, place) => look !== plain[place]),
    isCovered,
    goesBack: Boolean(last && here.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""
# Boxes that look like buttons or fields keep an edge when the colours of the page are gone.
WITHOUT_EDGE = """() => [
    ...document.querySelectorAll('.kern-btn, .iks-menu-btn, [type=text], textarea, select')]
  .filter((box) => box.offsetParent && !box.disabled)
  .filter((box) => {
    const edge = (one) => {
      const style = getComputedStyle(one);
      return style.borderTopStyle !== 'none' && style.borderTopWidth !== '0px';
    };
    return !edge(box) && !edge(box.parentElement);
  }).map((box) => box.outerHTML.slice(0, 120))"""


def tab_through(page: Page, most: int = 200) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page, and tell about each place."""
    places: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        place = page.evaluate(LOOK)
        if place is None:
            break
        places.append(place)
    return places


PAGES = ("/", f"/branch/benefits/{MONTH}", "/branch/deputies", "check")


@pytest.mark.parametrize("colours", ["none", "active"], ids=["plain", "forced-colours"])
@pytest.mark.parametrize("path", PAGES)
def test_the_focus_follows_the_page_and_can_be_seen(house: HouseOnline, path: str, colours: Any) -> None:
    page = open_page(house, path, forced_colors=colours)
    places = tab_through(page)
    assert len(places) > 8
    assert [place["name"] for place in places if not place["isVisible"]] == []
    assert [place["name"] for place in places if place["goesBack"]] == []
    assert [place["name"] for place in places if place["isCovered"]] == []


def open_page(house: HouseOnline, path: str, **options: Any) -> Page:
    """Open a page of a branch head; the check form with a finding in it."""
    if path != "check":
        return house.visit("z06", path, **options)
    page = house.first_file("z06", **options)
    find(page, "L08", "Lohnnachweis fehlt in der Akte")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_buttons_and_fields_keep_their_edge_in_forced_colours(house: HouseOnline, path: str) -> None:
    page = open_page(house, path, forced_colors="active")
    assert page.evaluate(WITHOUT_EDGE) == []


def test_a_chosen_answer_looks_chosen_in_forced_colours(house: HouseOnline) -> None:
    page = house.first_file("z06", forced_colors="active")
    label = page.locator("#L01 .iks-answer label").first
    before = label.screenshot()
    label.click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert label.screenshot() != before


def test_a_choice_that_has_the_focus_shows_it_in_forced_colours(house: HouseOnline) -> None:
    page = open_page(house, "check", forced_colors="active")
    for answered in (page.locator("#L08-kind"), page.locator("#L08-kind-2"), page.locator("#L08-disputed")):
        answered.focus()
        outline, colour, edge = answered.evaluate(
            "(box) => ['outlineStyle', 'outlineColor', 'borderTopWidth'].map((n) => getComputedStyle(box)[n])"
        )
        assert (outline, edge) == ("solid", "2px")
        assert "0)" not in colour.split(",")[-1] or colour.startswith("rgb(")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(house: HouseOnline) -> None:
    page = house.visit("z06", "/branch/deputies")
    page.get_by_role("button", name="Vertretung eintragen").click()
    expect(page.locator(".iks-errors h2")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target, :focus').matches('input, select, textarea')")


def test_without_script_the_form_saves_asks_finishes_and_the_month_is_submitted(house: HouseOnline) -> None:
    first, *others = sample(house.house).files
    for line in others:
        save(house.house, line.sheet_id, all_ok(Area.BENEFITS), whole_page=True)
        finish(house.house, line.sheet_id)
    page = house.visit("z06", f"/branch/check/{first.sheet_id}", java_script_enabled=False)
    for group in page.locator("form .iks-point").all():
        group.locator(".iks-answer label").first.click()
    page.locator("#L08 .iks-answer label", has_text="Nein, fehlerhaft").click()
    page.get_by_role("button", name="Zwischenspeichern").click()
    here = page.locator("#L08")
    for choice in ("Entgelt nicht im Zuflussmonat", "Versehen", "Überzahlung", "Kommune"):
        here.locator("label", has_text=choice).first.click()
    here.get_by_label("Betrag im Monat").fill("85")
    here.get_by_label("Monate", exact=True).fill("4")
    page.get_by_role("button", name="Akte abschließen").click()
    if page.locator(".iks-errors").count():
        here.locator("label", has_text="Materiell").click()
        here.locator("label", has_text="Erheblich").click()
        page.get_by_role("button", name="Akte abschließen").click()
    expect(page.get_by_role("main")).to_contain_text("10 von 10 Akten")
    page.goto(f"{house.address}/branch/benefits/{MONTH}/submit")
    assert "340" in main_text(page)
    page.get_by_role("button", name="Dezember abgeben").click()
    expect(page.get_by_role("main")).to_contain_text("abgegeben")


def test_reflow_keeps_every_answer_reachable_on_a_small_screen(house: HouseOnline) -> None:
    check_all(house.house, area=Area.INTEGRATION)
    page = house.first_file("z06", viewport={"width": 320, "height": 256})
    find(page, "L08", "Lohnnachweis fehlt in der Akte")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Akte abschließen").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Akte abschließen")).to_be_in_viewport()
