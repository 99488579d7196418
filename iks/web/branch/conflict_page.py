"""Two versions of one sheet side by side, so that the person takes one of each point."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext

from checklists.model import Checklist, CheckPoint
from iks.domain.finding import FIELDS, AnswerEntry, Problem
from iks.domain.substitution import pattern_labels
from iks.domain.values import AnswerValue
from iks.output import numbers
from iks.services.check_file import Difference, OpenSheet, SavedMeanwhile
from iks.web.branch.field_words import field_name, sentence
from iks.web.page_context import page_language
from iks.web.words import area_name

Context = dict[str, object]
Lines = list[tuple[str, str]]


def context(opened: OpenSheet, conflict: SavedMeanwhile) -> Context:
    """Return both versions for the template."""
    points = {point.id: point for point in opened.sheet.grid.points}
    return {
        "file_ref": opened.file_ref,
        "number": opened.number,
        "of": opened.of,
        "area_label": area_name(opened.area),
        "month_label": numbers.month_name(opened.month, page_language()),
        "action_url": url_for("branch.check", sheet_id=opened.id),
        "version": conflict.version,
        "saved_at": opened.saved_at,
        "last_person": opened.last_person,
        "points": [
            _point(opened.sheet.grid, points[one.point], one)
            for one in conflict.differences
            if one.point in points
        ],
    }


def _point(grid: Checklist, point: CheckPoint, difference: Difference) -> Context:
    stored = lines(grid, point, difference.stored)
    return {
        "id": point.id,
        "title": point.title,
        "question": point.question,
        "stored": stored or [(field_name("answer"), gettext("noch keine Antwort"))],
        "typed": [*lines(grid, point, difference.typed), *_not_taken(difference)],
        "fields": [(name, text) for name, text in difference.fields.items() if name in FIELDS],
    }


def _not_taken(difference: Difference) -> Iterable[tuple[str, str]]:
    """Show what was typed and cannot be taken as it is, with the sentence that says why."""
    for problem in difference.problems:
        text = difference.fields.get(problem.field, "")
        yield field_name(problem.field), f"{text} – {sentence(problem)}" if text else _why(problem)


def _why(problem: Problem) -> str:
    return sentence(problem)


def lines(grid: Checklist, point: CheckPoint, entry: AnswerEntry | None) -> Lines:
    """Return an answer field by field, in the words of the form."""
    if entry is None:
        return []
    scales = _labels(grid, point)
    values = {
        "answer": scales["answer"][entry.value],
        "pattern": scales["pattern"].get(entry.pattern or "", ""),
        "cause": scales["cause"].get(entry.cause or "", ""),
        "kind": scales["kind"].get(entry.kind or "", ""),
        "severity": scales["severity"].get(entry.severity or "", ""),
        "direction": scales["direction"].get(entry.direction or "", ""),
        "amount": numbers.euro(entry.amount_cents, page_language()) if entry.amount_cents else "",
        "months": str(entry.months or ""),
        "bearer": scales["bearer"].get(entry.bearer or "", ""),
        "relevance": scales["relevance"].get(entry.relevance or "", ""),
        "reason": entry.reason or "",
        "note": entry.note or "",
        "disputed": gettext("ja") if entry.disputed else "",
    }
    return [(field_name(name), text) for name, text in values.items() if text]


def _labels(grid: Checklist, point: CheckPoint) -> dict[str, dict[str, str]]:
    return {
        "answer": {answer.id: answer.label for answer in grid.answer_scale if answer.id in AnswerValue},
        "pattern": pattern_labels(point),
        "cause": {cause.id: cause.label for cause in grid.causes},
        "kind": {kind.id: kind.label for kind in grid.error_kind_scale},
        "severity": {severity.id: severity.label for severity in grid.severity_scale},
        "direction": {direction.id: direction.label for direction in grid.amount_direction_scale},
        "bearer": {bearer.id: bearer.label for bearer in grid.bearer_scale},
        "relevance": {relevance.id: relevance.label for relevance in grid.relevance_scale},
    }
