"""An answer field by field, in the words of the form, for the branch and for the look at corrections."""

from collections.abc import Mapping

from flask_babel import gettext

from checklists.model import Checklist, CheckPoint
from iks.domain.substitution import pattern_labels
from iks.domain.values import AnswerValue
from iks.errors import N_
from iks.output import numbers
from iks.web.page_context import page_language

FIELD_NAMES: Mapping[str, str] = {
    "answer": N_("Antwort"),
    "pattern": N_("Fehlerbild"),
    "cause": N_("Ursache"),
    "kind": N_("Art des Fehlers"),
    "severity": N_("Schwere"),
    "amount": N_("Betrag"),
    "months": N_("Monate"),
    "direction": N_("Wirkung in Geld"),
    "bearer": N_("Kostenträger"),
    "relevance": N_("Relevanz"),
    "reason": N_("Grund"),
    "note": N_("Notiz"),
    "disputed": N_("Andere Sicht"),
}
_STORED_AS = {"answer": "value", "amount": "amount_cents"}
_IN_THIS_ORDER = (
    "answer",
    "pattern",
    "cause",
    "kind",
    "severity",
    "direction",
    "amount",
    "months",
    "bearer",
    "relevance",
    "reason",
    "note",
    "disputed",
)


def field_name(name: str) -> str:
    """Return the name of a field in the language of the page."""
    return str(gettext(FIELD_NAMES[name]))


def answer_lines(grid: Checklist, point: CheckPoint, entry: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the fields of an answer that hold something, by the names under which they are stored."""
    labels = _labels(grid, point)
    found = {name: entry.get(_STORED_AS.get(name, name)) for name in _IN_THIS_ORDER}
    return [(field_name(name), text) for name, value in found.items() if (text := _text(labels, name, value))]


def _text(labels: Mapping[str, Mapping[str, str]], name: str, value: object) -> str:
    if not value:
        return ""
    if name in labels:
        return labels[name].get(str(value), "")
    if name == "amount" and isinstance(value, int):
        return str(numbers.euro(value, page_language()))
    return str(gettext("ja")) if value is True else str(value)


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
