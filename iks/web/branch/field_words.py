"""The names of the form's fields, and the sentences of what is missing or wrong in them."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from iks.domain.finding import Problem
from iks.domain.values import Area, ErrorKind, Severity
from iks.errors import N_

KINDS: Mapping[str, str] = {ErrorKind.FORMAL: N_("formell"), ErrorKind.MATERIAL: N_("materiell")}
SEVERITIES: Mapping[str, str] = {Severity.MINOR: N_("gering"), Severity.MAJOR: N_("erheblich")}
LIST_ID = "liste"


def sentence(problem: Problem) -> str:
    """Return what to do at a field."""
    return str(gettext(problem.text, **problem.params))


def field_id(problem: Problem) -> str:
    """Return the id of the field that a problem points to."""
    return f"{problem.point}-{problem.field}" if problem.point else LIST_ID


def summary(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return the lines of the error summary: the field each links to, and its sentence with the point."""
    return [(field_id(p), f"{p.point}: {sentence(p)}" if p.point else sentence(p)) for p in problems]


def of_point(problems: Iterable[Problem], point: str) -> dict[str, str]:
    """Return the sentences of one point by field."""
    return {p.field: sentence(p) for p in problems if p.point == point}


def preset_words(kind: str, severity: str) -> str:
    """Return kind and severity as the form says them: "materiell, erheblich"."""
    return f"{gettext(KINDS[kind])}, {gettext(SEVERITIES[severity])}"


def worker_name(area: Area) -> str:
    """Return what an area calls those whose files are checked."""
    return str(gettext("Sachbearbeitung") if area is Area.BENEFITS else gettext("Fachkraft"))
