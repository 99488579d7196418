"""Guidance, example and legal basis of a point: the same for everybody, so it is made once a process."""

from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup

from checklists.model import CheckPoint
from iks.services.check_file import OpenSheet


class HelpTexts(NamedTuple):
    """Everything that stands in the help of a point, in the language of the page."""

    summary: str
    # Heading or nothing, and text.
    guidance: tuple[tuple[str, str], ...]
    # Term and text.
    terms: tuple[tuple[str, str], ...]


def help_words() -> tuple[str, ...]:
    """Return the words that every help repeats, in the language of the page."""
    return (
        gettext("Hinweise und Rechtsgrundlagen"),
        gettext("Gering"),
        gettext("Erheblich"),
        gettext("Beispiel"),
        gettext("Rechtsgrundlagen"),
        gettext("Gilt"),
    )


def help_of(opened: OpenSheet, point: CheckPoint, words: tuple[str, ...]) -> Markup:
    """Return the help of a point under the legal regimes that the sheet shows; ``words`` of the page."""
    texts = (
        point.error_minor,
        point.error_major,
        point.example_formal,
        ", ".join(point.legal_basis),
        point.applies_when_text,
    )
    summary, *terms = words
    return _rendered(HelpTexts(summary, _guidance(opened, point), tuple(zip(terms, texts, strict=True))))


def _guidance(opened: OpenSheet, point: CheckPoint) -> tuple[tuple[str, str], ...]:
    labels = {regime.id: regime.label for regime in opened.sheet.grid.legal_status.regimes}
    by_regime = (
        (labels[regime], point.guidance_by_regime[regime])
        for regime in opened.regimes
        if regime in point.guidance_by_regime
    )
    note = (("", point.legal_note),) if point.legal_note else ()
    return (("", point.guidance), *by_regime, *note)


# Two areas, a few versions, two languages, each legal regime and both: some hundred texts.
@lru_cache(maxsize=1024)
def _rendered(texts: HelpTexts) -> Markup:
    template = current_app.jinja_env.get_template("components/check_help.html")
    return Markup(template.make_module().check_help(texts))  # type: ignore[attr-defined]  # noqa: S704 - a macro.
