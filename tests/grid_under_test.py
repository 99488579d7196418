"""Grids changed as an editor would change the file, and the months that keep them from changing."""

from checklists.load import builtin
from iks.domain.month import Month
from iks.domain.values import Area, MonthState
from iks.store.months import plan_month
from tests.house_under_test import HouseUnderTest

NEXT = Month(2027, 1)
LABEL = "2027.01"
BUILTIN_LABEL = "2026.12"

NEW_POINT = """\
  - id: {id}
    title: "Auszahlung an Vermieter"
    topic: {topic}
    group: {group}
    question: "Ist die Auszahlung an Dritte beantragt, begründet und im Bescheid genannt?"
    guidance: "Antrag, Begründung und Bescheid vergleichen."
    legal_basis: ["§ 22 Abs. 7 SGB II"]
    error_minor: "Der Bescheid nennt die Auszahlung, die Begründung fehlt."
    error_major: "Auszahlung an Dritte ohne Antrag oder Grund."
    example_formal: "formell, weil nicht belegt: Die Begründung liegt nicht in der Akte."
    patterns:
      - {{id: reason_missing, label: "Begründung fehlt", kind: formal, severity: minor}}
      - {{id: other, label: "anderes", kind: formal, severity: minor}}
    amount: {{possible: false, directions: [], cost_bearer: none}}
    applies_when: {{always: true}}
    applies_when_text: "Immer"
    report_period: month
"""
_PLACES = {
    Area.BENEFITS: {"id": "L19", "topic": "housing", "group": "B"},
    Area.INTEGRATION: {"id": "M19", "topic": "documentation", "group": "D"},
}
RETIRED = {Area.BENEFITS: "L13", Area.INTEGRATION: "M13"}


def relabelled(area: Area, *, label: str = LABEL, valid_from: Month | str = NEXT) -> str:
    """Return the built-in grid under another label, from another month on."""
    text = builtin(area).replace('version: "2026.12"', f'version: "{label}"')
    return text.replace('valid_from: "2026-12"', f'valid_from: "{valid_from}"')


def revised(area: Area, *, label: str = LABEL, valid_from: Month | str = NEXT) -> str:
    """Return the built-in grid with one point retired and a new one in its place."""
    text = relabelled(area, label=label, valid_from=valid_from)
    start = text.index(f"  - id: {RETIRED[area]}\n")
    end = text.index("  - id:", start + 5)
    retired = text[start:end].rstrip() + "\n    active: false\n"
    place = text.index("\ncase_attributes:")
    place = text.rindex("report_period:", 0, place)
    place = text.index("\n", place) + 1
    new = NEW_POINT.format(**_PLACES[area])
    return text[:start] + retired + text[end:place] + new + text[place:]


def without_point(text: str, point: str) -> str:
    """Return a grid without one point."""
    start = text.index(f"  - id: {point}\n")
    return text[:start] + text[text.index("  - id:", start + 5) :]


def set_month(house: HouseUnderTest, area: Area, month: Month, state: MonthState) -> None:
    """Bring a month into a state, as lock, draw and close would."""
    with house.runtime.transaction() as session:
        plan_month(session, area, month).state = state
