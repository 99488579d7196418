"""The check form: small, complete, and the same with and without script."""

import re

import pytest

from tests.templates.pages_under_test import finding_panel, grid, render_macro, render_page, sheet

LIMIT = 60 * 1024
OF_A_FINDING = {
    "pattern",
    "cause",
    "kind",
    "severity",
    "direction",
    "amount",
    "months",
    "bearer",
    "relevance",
    "note",
}


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_the_page_of_eighteen_points_with_one_finding_open_stays_below_sixty_kibibytes(area):
    first = str(grid(area)["check_points"][0]["id"])
    html = render_page("branch/check.html", sheet=sheet(area, finding=first), errors=[])
    assert html.count('<legend class="iks-point__legend">') == 18
    assert len(html.encode()) < LIMIT


def test_every_point_can_be_answered_with_four_radio_buttons_that_have_labels():
    html = render_page("branch/check.html", sheet=sheet("benefits"), errors=[])
    ids = re.findall(r'name="L\d\d\.answer" id="([^"]+)"', html)
    assert len(set(ids)) == 72
    assert all(f'for="{own}"' in html for own in ids)


def test_the_panel_of_a_finding_has_every_field_of_the_contract():
    html = render_macro(
        "check_panel", "check_panel", finding_panel("benefits", grid("benefits")["check_points"][7]), "GuR"
    )
    assert {name.removeprefix("L08.") for name in re.findall(r'name="(L08\.\w+)"', html)} == OF_A_FINDING | {
        "disputed"
    }
    assert 'value="allowance_wrong" data-kind="material" data-severity="major"' in html


def test_an_error_is_linked_to_a_field_that_exists_and_repeated_there():
    panel = finding_panel(
        "benefits", grid("benefits")["check_points"][7], errors={"cause": "Wählen Sie eine Ursache aus."}
    )
    page = sheet("benefits", finding="L08")
    page.points[7].panel = panel
    html = render_page("branch/check.html", sheet=page, errors=[("L08-cause", "L08: Ursache auswählen")])
    assert '<a class="iks-link" href="#L08-cause">' in html
    assert 'id="L08-cause"' in html
    assert 'id="L08-cause-e"' in html
    assert "<title>Fehler: Akte 5 von 10" in html


def test_what_a_branch_head_wrote_is_escaped():
    panel = finding_panel("benefits", grid("benefits")["check_points"][7], note="</textarea><script>")
    assert "<script>" not in render_macro("check_panel", "check_panel", panel, "GuR")


def test_without_script_the_form_can_be_saved_finished_and_voided():
    html = render_page("branch/check.html", sheet=sheet("benefits"), errors=[])
    assert set(re.findall(r'name="action" value="([\w-]+)"', html)) == {"save", "finish", "void"}


def test_nothing_in_the_page_needs_an_inline_script_or_style():
    html = render_page("branch/check.html", sheet=sheet("benefits", finding="L08"), errors=[])
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", html)
    assert re.findall(r"<script[^>]*>", html) == ['<script type="module" src="/static/js/check-form.js">']
