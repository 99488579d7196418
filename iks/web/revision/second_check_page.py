"""The form of a second check as its template wants it."""

from collections.abc import Sequence

from flask_babel import gettext

from checklists.model import CheckPoint
from iks.domain.finding import Problem
from iks.services.recheck_file import SecondSheet

Context = dict[str, object]


def context(sheet: SecondSheet, problems: Sequence[Problem]) -> Context:
    """Return the points with what was answered and what is wrong there."""
    wrong = {problem.key: gettext(problem.text, **problem.params) for problem in problems}
    return {
        "sheet": sheet,
        "answers": [(answer.id.value, answer.label) for answer in sheet.grid.answer_scale],
        "rules": (sheet.grid.answer_rule, sheet.grid.legal_status.note),
        "points": [_point(sheet, point, wrong) for point in sheet.grid.points],
        "errors": [(key.replace(".", "-"), f"{key.split('.')[0]}: {text}") for key, text in wrong.items()],
    }


def _point(sheet: SecondSheet, point: CheckPoint, wrong: dict[str, str]) -> Context:
    answer = sheet.answers.get(point.id)
    return {
        "id": point.id,
        "title": point.title,
        "question": point.question,
        "help": {
            "summary": gettext("Hinweise und Rechtsgrundlagen"),
            "guidance": _guidance(sheet, point),
            "terms": (
                (gettext("Gering"), point.error_minor),
                (gettext("Erheblich"), point.error_major),
                (gettext("Beispiel"), point.example_formal),
                (gettext("Rechtsgrundlagen"), ", ".join(point.legal_basis)),
                (gettext("Gilt"), point.applies_when_text),
            ),
        },
        "answer": answer.value.value if answer else "",
        "pattern": answer.pattern if answer else "",
        "reason": answer.reason if answer else "",
        "patterns": [(pattern.id, pattern.label) for pattern in point.patterns],
        "errors": {field: wrong.get(f"{point.id}.{field}", "") for field in ("answer", "pattern", "reason")},
    }


def _guidance(sheet: SecondSheet, point: CheckPoint) -> list[tuple[str, str]]:
    labels = {regime.id: regime.label for regime in sheet.grid.legal_status.regimes}
    texts = point.guidance_by_regime
    by_regime = [(labels[regime], texts[regime]) for regime in sheet.regimes if regime in texts]
    return [("", point.guidance), *by_regime, *([("", point.legal_note)] if point.legal_note else [])]
