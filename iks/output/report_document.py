"""A frozen report as a document of its own: the same words and drawings as on the page, in German.

The page shows the report in the reader's language; the files that are kept and handed on are German.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from iks.domain.period import Period
from iks.output import numbers
from iks.output.report_words import PLAIN_FILTERS, REPORT_FILTERS
from iks.output.template_folder import template_folder

_FORMATS = ("number", "percent", "euro", "long_date", "weekday_date", "month_name", "month_only")


@cache
def _environment(folder: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    # German is the language of the templates themselves, so nothing is looked up.
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    for name in _FORMATS:
        made.filters[name] = getattr(numbers, name)
    made.filters |= PLAIN_FILTERS
    made.filters["period_name"] = _period_name
    made.filters |= {name: _with(words) for name, words in REPORT_FILTERS.items()}
    return made


def _period_name(period: Period) -> str:
    if period.is_month:
        return numbers.month_name(period.first)
    year, quarter = period.first.quarter
    return f"{quarter}. Quartal {year}" if period.is_quarter else f"Jahr {year}"


def _with(render: Callable[..., str]) -> Callable[..., str]:
    return partial(render, str)


def report_html(template: str, *, title: str, organisation: str, made_on: date, **values: object) -> str:
    """Return a document that carries its style itself; a browser without the house's font takes its own."""
    text = _environment(template_folder()).get_template(template)
    html = text.render(
        title=title,
        org_name=organisation,
        made_on=made_on,
        style=Markup(_style()),  # noqa: S704 - our own style sheet, no input of anybody.
        **values,
    )
    return _style_drawings(html)


@cache
def _style() -> str:
    return (template_folder() / "reports" / "document.css").read_text(encoding="utf-8")


def _style_drawings(html: str) -> str:
    """Give each drawing its colours itself: a program that makes PDF files applies no other style to it."""
    style = (template_folder() / "reports" / "drawing.css").read_text(encoding="utf-8")
    return re.sub(r"(<svg\b[^>]*>)", rf"\g<1><style>{style}</style>", html)
