"""Guidance, example and legal basis of a point: the same for everybody, so it is made once a process."""

from functools import lru_cache
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup

from checklists.model import CheckPoint
from iks.domain.guidance import Correction, guidance_now
from iks.output.numbers import long_date
from iks.services.check_file import OpenSheet
from iks.web.page_context import page_language


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
    guidance, newest = _guidance(opened, point)
    if newest:
        summary = gettext("%(summary)s, berichtigt am %(day)s", summary=summary, day=_day(newest))
    return _rendered(HelpTexts(summary, guidance, tuple(zip(terms, texts, strict=True))))


def _guidance(opened: OpenSheet, point: CheckPoint) -> tuple[tuple[tuple[str, str], ...], Correction | None]:
    """Return the paragraphs of the guidance, corrected ones with what stood there before."""
    labels = {regime.id: regime.label for regime in opened.sheet.grid.legal_status.regimes}
    shown = [("", point.guidance)]
    shown += [(r, point.guidance_by_regime[r]) for r in opened.regimes if r in point.guidance_by_regime]
    newest = [
        guidance_now(text, point.id, regime, opened.corrections).corrections[-1:] for regime, text in shown
    ]
    paragraphs = [
        part
        for (regime, text), last in zip(shown, newest, strict=True)
        for part in _paragraphs(labels.get(regime, ""), text, last)
    ]
    note = [("", point.legal_note)] if point.legal_note else []
    applied = [one for last in newest for one in last]
    return (*paragraphs, *note), max(applied, key=lambda one: one.since, default=None)


def _paragraphs(label: str, text: str, last: tuple[Correction, ...]) -> list[tuple[str, str]]:
    if not last:
        return [(label, text)]
    before = gettext("Bis zur Berichtigung am %(day)s", day=_day(last[0]))
    return [(label, last[0].new_text), (before, last[0].old_text)]


def _day(correction: Correction) -> str:
    return long_date(correction.since, page_language())


# Two areas, a few versions, two languages, each legal regime and both: some hundred texts.
@lru_cache(maxsize=1024)
def _rendered(texts: HelpTexts) -> Markup:
    template = current_app.jinja_env.get_template("components/check_help.html")
    return Markup(template.make_module().check_help(texts))  # type: ignore[attr-defined]  # noqa: S704 - a macro.
