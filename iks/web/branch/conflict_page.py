"""Two versions of one sheet side by side, so that the person takes one of each point."""

import dataclasses
from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext

from checklists.model import Checklist, CheckPoint
from iks.domain.finding import FIELDS, AnswerEntry, Problem
from iks.output import numbers
from iks.services.check_file import Difference, OpenSheet, SavedMeanwhile
from iks.web.answer_words import answer_lines, field_name
from iks.web.branch.field_words import sentence
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
    return answer_lines(grid, point, dataclasses.asdict(entry)) if entry else []
