"""The check form as its template wants it: one sheet, eighteen points, what is wrong at them."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext

from checklists.model import CheckPoint
from iks.domain import file_check
from iks.domain.finding import AnswerEntry, Problem, missing_at
from iks.domain.typed_answer import Typed
from iks.domain.values import AnswerValue, CheckState
from iks.output import numbers
from iks.services.check_file import OpenSheet, Saved
from iks.web.access import actor
from iks.web.branch import list_words
from iks.web.branch.check_help import help_of, help_words
from iks.web.branch.check_panel import panel_at
from iks.web.branch.field_words import LIST_ID, of_point, sentence
from iks.web.branch.people_words import who_worked
from iks.web.page_context import page_language
from iks.web.words import area_name, unit_name

Context = dict[str, object]
NOTHING_TYPED: Mapping[str, Typed] = {}


def context(
    opened: OpenSheet, problems: Sequence[Problem] = (), typed: Mapping[str, Typed] = NOTHING_TYPED
) -> Context:
    """Return the sheet for the template; what was typed and could not be taken stands in its field."""
    sheet, how_far = opened.sheet, file_check.progress(opened.sheet)
    words = help_words()
    labels = {regime.id: regime.label for regime in sheet.grid.legal_status.regimes}
    regimes = [labels[regime] for regime in opened.regimes if regime in labels]
    return {
        "file_ref": opened.file_ref,
        "number": opened.number,
        "of": opened.of,
        "area_label": area_name(opened.area),
        "month_label": numbers.month_name(opened.month, page_language()),
        "branch_name": opened.branch_name,
        "unit": unit_of(opened),
        "action_url": url_for("branch.check", sheet_id=opened.id),
        "list_url": list_url(opened),
        "exclude_url": _exclude_url(opened),
        "correct_url": url_for("corrections.page", sheet_id=opened.id) if opened.correctable else "",
        "taken_over": opened.taken_over,
        "earlier": [(numbers.month_name(c.month, page_language()), c.findings) for c in opened.earlier],
        "version": opened.version,
        "saved_at": opened.saved_at,
        "last_person": opened.last_person,
        "people": who_worked(opened.people, opened.last_person),
        "read_only": _read_only(opened),
        "finished": sheet.state is CheckState.FINISHED,
        "facts": list_words.facts(opened.area, opened.attributes, regimes),
        "rules": [sheet.grid.answer_rule, sheet.grid.legal_status.note],
        "answers": [(answer.id.value, answer.label) for answer in sheet.grid.answer_scale],
        "single_keys": actor().single_keys,
        "void_reason": "",
        "void_error": "",
        "answered": how_far.answered,
        "expected": how_far.expected,
        "not_applicable": how_far.not_applicable,
        "next_open": how_far.next_open,
        "open_points": how_far.open_points,
        "listed": _listed(opened, problems),
        "points": [
            _point(opened, point, of_point(problems, point.id), typed.get(point.id))
            | {"help": help_of(opened, point, words)}
            for point in sheet.grid.points
        ],
    }


def unit_of(opened: OpenSheet) -> str:
    """Return the short name of the unit that will see the counts."""
    return unit_name(opened.area)


def _read_only(opened: OpenSheet) -> str:
    return " ".join(gettext(sentence) for sentence in (opened.read_only, opened.aftermath) if sentence)


def _exclude_url(opened: OpenSheet) -> str:
    """Return where the file can be reported; what is checked already could be checked."""
    is_open = not opened.read_only and opened.sheet.state is not CheckState.FINISHED
    return url_for("branch_files.ask", sheet_id=opened.id) if is_open else ""


def list_url(opened: OpenSheet) -> str:
    """Return the address of the sample that a sheet belongs to."""
    return url_for("branch.sample", area=opened.area, month=opened.month, branch=opened.branch)


def _listed(opened: OpenSheet, problems: Sequence[Problem]) -> Context:
    sheet = opened.sheet
    points = [
        {"id": p.id, "title": p.title, "reason": list_words.why_listed(sheet.grid, p, opened.attributes)}
        for p in sheet.grid.points
        if p.id in sheet.proposed
    ]
    error = next((sentence(problem) for problem in problems if not problem.point), "")
    return {"id": LIST_ID, "points": points, "confirmed": sheet.list_confirmed, "error": error}


def _point(opened: OpenSheet, point: CheckPoint, errors: Mapping[str, str], typed: Typed | None) -> Context:
    entry = opened.sheet.entry_at(point.id)
    listed = point.id in opened.sheet.listed
    return {
        "id": point.id,
        "title": point.title,
        "question": point.question,
        "answer": entry.value.value if entry else (typed or {}).get("answer"),
        "missing": len(missing_at(point, entry)) if entry else 0,
        "listed": list_words.why_listed(opened.sheet.grid, point, opened.attributes) if listed else "",
        "error": errors.get("answer", ""),
        "panel": panel_at(opened, point, entry, typed, errors) if entry else None,
    }


def stand(saved: Saved) -> Context:
    """Return what the script of the form shows after a save."""
    how_far = file_check.progress(saved.sheet)
    return {
        "version": saved.version,
        "saved_at": numbers.time(saved.saved_at) if saved.saved_at else "",
        "answered": how_far.answered,
        "expected": how_far.expected,
        "not_applicable": how_far.not_applicable,
        "next_open": how_far.next_open,
        "points": {
            point.id: {"missing": [p.field for p in missing_at(point, entry)]}
            for point in saved.sheet.grid.points
            if (entry := saved.sheet.entry_at(point.id))
        },
    }


def bare_panel(opened: OpenSheet, point: CheckPoint, value: AnswerValue) -> Context | None:
    """Return the panel for an answer that was just chosen, filled where that answer stands already."""
    entry = opened.sheet.entry_at(point.id)
    if entry is None or entry.value is not value:
        entry = AnswerEntry(value, turned=value is AnswerValue.NOT_APPLICABLE)
    return panel_at(opened, point, entry)
