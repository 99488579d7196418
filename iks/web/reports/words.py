"""The words of reports in the language of the page."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint
from flask_babel import gettext

from iks.output.report_words import PLAIN_FILTERS, REPORT_FILTERS


def add_words(blueprint: Blueprint) -> None:
    """Let every template use these names."""
    for name, render in REPORT_FILTERS.items():
        blueprint.add_app_template_filter(_in_page_language(render), name)
    for name, plain in PLAIN_FILTERS.items():
        blueprint.add_app_template_filter(plain, name)


def _in_page_language(render: Callable[..., str]) -> Callable[..., str]:
    return partial(render, gettext)
