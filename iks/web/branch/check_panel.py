"""What an answer opens under its point, as the template wants it."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext

from checklists.model import Checklist, CheckPoint
from iks.domain.finding import AnswerEntry, directions_at
from iks.domain.typed_answer import Typed
from iks.domain.values import AnswerValue, Relevance
from iks.output import numbers
from iks.services.check_file import OpenSheet
from iks.web.branch.field_words import preset_words, worker_name
from iks.web.page_context import page_language

Context = dict[str, object]
OPENING = frozenset({AnswerValue.FINDING, AnswerValue.NOT_ASSESSABLE, AnswerValue.NOT_APPLICABLE})


def panel_at(
    opened: OpenSheet,
    point: CheckPoint,
    entry: AnswerEntry,
    typed: Typed | None = None,
    errors: Mapping[str, str] | None = None,
) -> Context | None:
    """Return the panel that an answer opens, with what was typed where it could not be taken."""
    if entry.value is AnswerValue.FINDING:
        shown = _finding(opened, point, entry)
    elif entry.value is AnswerValue.NOT_ASSESSABLE or entry.turned:
        shown = {"reason": entry.reason or ""}
    else:
        return None
    wrong: Context = {name: (typed or {})[name] for name in errors or {} if name in (typed or {})}
    if wrong.keys() & {"amount", "months"}:
        wrong["total"] = None
    return {"point": point.id, "answer": entry.value.value, "errors": errors or {}, **shown, **wrong}


def _finding(opened: OpenSheet, point: CheckPoint, entry: AnswerEntry) -> Context:
    grid = opened.sheet.grid
    return {
        "patterns": [(p.id, p.label, _preset_attributes(p.kind, p.severity)) for p in point.patterns],
        "pattern": entry.pattern,
        "causes": [(cause.id, cause.label) for cause in grid.causes],
        "cause": entry.cause,
        "preset": _preset(point, entry),
        "kinds": [_with_hint(kind.id, kind.label) for kind in grid.error_kind_scale],
        "kind": entry.kind,
        "severities": [(severity.id, severity.label) for severity in grid.severity_scale],
        "severity": entry.severity,
        "relevances": _relevances(grid, opened.also_faulty.get(point.id, ())),
        "relevance": entry.relevance or "",
        "worker": worker_name(opened.area),
        "note": entry.note or "",
        "disputed": entry.disputed,
        "case_url": url_for("model_cases.page", sheet_id=opened.id, point=point.id),
        "follow_up_url": url_for("follow_up.page", area=opened.area, branch=opened.branch),
        **_money(grid, point, entry),
    }


def _preset_attributes(kind: str, severity: str) -> Context:
    return {"attrs": {"data-kind": kind, "data-severity": severity}}


def _with_hint(value: str, label: str) -> tuple[str, str, Context]:
    """Split "Formell (Form, Verfahren)" into the word and its explanation."""
    word, _, rest = label.partition(" (")
    return value, word, {"hint": rest.removesuffix(")")}


def _preset(point: CheckPoint, entry: AnswerEntry) -> str:
    pattern = next((p for p in point.patterns if p.id == entry.pattern), None)
    if pattern is None or (pattern.kind, pattern.severity) != (entry.kind, entry.severity):
        return ""
    return preset_words(pattern.kind, pattern.severity)


def _relevances(grid: Checklist, also_in: tuple[int, ...]) -> list[tuple[str, str, Context]]:
    hints = {Relevance.SYSTEMIC: gettext("Nur diese Wahl geht hinaus, als Zahl")}
    if also_in:
        numbers_ = ", ".join(map(str, also_in))
        hints[Relevance.TEAM] = gettext(
            "Der Punkt ist auch in Akte %(numbers)s fehlerhaft.", numbers=numbers_
        )
    offered = [(r.id.value, r.label, {"hint": hints.get(r.id, "")}) for r in grid.relevance_scale]
    return [*offered, ("", gettext("Keine Angabe"), {"hint": ""})]


def _money(grid: Checklist, point: CheckPoint, entry: AnswerEntry) -> Context:
    labels = {direction.id: direction.label for direction in grid.amount_direction_scale}
    cents = entry.amount_cents
    return {
        "money": point.amount.possible,
        "directions": [(direction.value, labels[direction]) for direction in directions_at(point)],
        "direction": entry.direction,
        "amount": numbers.number(cents / 100, page_language(), 2) if cents else "",
        "months": entry.months or "",
        "total": entry.total_cents,
        "bearers": [(b.id.value, b.label) for b in grid.bearer_scale] if point.amount.bearer_choice else [],
        "bearer": entry.bearer,
    }
