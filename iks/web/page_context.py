"""What every page knows: language, menu, person, and the formats of numbers and dates."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Flask, g, request, session, url_for
from flask_babel import Babel, get_locale, gettext

from iks.domain.month import Month
from iks.domain.roles import Actor, Permission
from iks.domain.values import Area
from iks.errors import N_
from iks.output import numbers
from iks.web.access import runtime
from iks.web.base_form import csrf_token
from iks.web.catalogue_of_texts import TextCatalogue
from iks.web.own_address import this_page
from iks.web.words import (
    area_name,
    census_in_words,
    files_in_words,
    mail_subject,
    month_state,
    unit_name,
)

# Each under its own name, as the foot of every page offers it; ``?lang=en`` asks for one as well.
LANGUAGES = {"de": "Deutsch", "en": "English"}
_LOCAL_FORMATS = ("number", "percent", "euro", "long_date", "weekday_date", "month_name", "month_only")


@dataclass(frozen=True)
class Link:
    """An entry of the menu or the foot of the page."""

    label: str
    url: str
    current: bool = False
    lang: str = ""


@dataclass(frozen=True)
class MenuEntry:
    """A menu entry for whoever holds the permission, but for those who find the page at their desk."""

    permission: Permission
    label: str
    endpoint: str
    at_desk_of: Permission | None = None


# The order of the menu. It stays in one line on a wide page for every role, so the words are short.
MENU = (
    MenuEntry(Permission.SIGNED_IN, N_("Aufgaben"), "start.my_tasks"),
    MenuEntry(Permission.CHECK_FILES, N_("Meine Prüfungen"), "branch.current_sample"),
    MenuEntry(Permission.SEE_RELEASED, N_("Monatsstand"), "evaluation.current_cockpit"),
    MenuEntry(Permission.SEE_RELEASED, N_("Auswertung"), "evaluation.current_analysis"),
    MenuEntry(Permission.SEE_MEASURES, N_("Maßnahmen"), "measures.current"),
    MenuEntry(Permission.SEE_REPORTS, N_("Berichte"), "reports.archive"),
    MenuEntry(Permission.PROPOSE_FOCUS, N_("Schwerpunkte"), "focus.current"),
    MenuEntry(Permission.SEE_GRIDS, N_("Prüfraster"), "checklists.current"),
    MenuEntry(Permission.SEE_AUDITS, N_("Externe Prüfungen"), "audits.overview"),
    MenuEntry(Permission.SEE_OBJECTIONS, N_("Widersprüche"), "objections.current"),
    MenuEntry(Permission.HANDLE_FRAMES, N_("Bestandslisten"), "controlling.frames"),
    MenuEntry(Permission.SEE_DRAW_STATE, N_("Ziehungen"), "controlling.draws", Permission.PROVE_DRAW),
    MenuEntry(Permission.PROVE_DRAW, N_("Innenrevision"), "revision.desk"),
    MenuEntry(Permission.SEE_OVERALL_RESULT, N_("Gesamtergebnis"), "management.overview"),
    MenuEntry(Permission.MANAGE_ACCOUNTS, N_("Konten"), "admin.accounts"),
)


def add_page_context(app: Flask) -> None:
    """Give every template the context and the formats it may use."""
    babel = Babel(app, locale_selector=_language, default_locale="de", default_timezone="Europe/Berlin")
    babel.domain_instance = TextCatalogue()
    for name in _LOCAL_FORMATS:
        app.add_template_filter(_in_page_language(getattr(numbers, name)), name)
    app.add_template_filter(numbers.time, "time")
    app.add_template_filter(area_name, "area_name")
    app.add_template_filter(unit_name, "unit_name")
    app.add_template_filter(mail_subject, "mail_subject")
    app.add_template_filter(month_state, "month_state")
    app.add_template_filter(files_in_words, "files_in_words")
    app.add_template_filter(census_in_words, "census_in_words")
    app.context_processor(_context)


def _in_page_language(render: Callable[..., str]) -> Callable[..., str]:
    def localised(value: float | Month, **options: int) -> str:
        return partial(render, language=page_language())(value, **options)

    return localised


def page_language() -> str:
    """Return the language of this page."""
    locale = get_locale()
    return str(locale.language) if locale else "de"


def _language() -> str:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES:
        session["lang"] = wanted
    person: Actor | None = g.get("actor")
    chosen = session.get("lang") or (person.language if person else "")
    return chosen if chosen in LANGUAGES else "de"


def _context() -> dict[str, object]:
    person: Actor | None = g.get("actor")
    settings = runtime().settings
    return {
        "page_lang": page_language(),
        "csrf_token": csrf_token(),
        "demo_mode": settings.demo,
        "org_name": settings.organisation,
        "theme": session.get("theme"),
        "nav_items": _menu(person) if person else [],
        "footer_links": _footer(person),
        "other_languages": [pair for pair in LANGUAGES.items() if pair[0] != page_language()],
        "this_page": this_page(),
        "user_label": person.display_name if person else None,
        "sign_out_url": url_for("auth.sign_out"),
        "areas": tuple(Area),
    }


def _footer(person: Actor | None) -> list[Link]:
    links = [Link(gettext("Darstellung: hell oder dunkel"), url_for("start.display"))]
    if person and person.may(Permission.EXPLAIN_DRAW):
        links.insert(0, Link(gettext("So wird gezogen"), url_for("explain.draw")))
    if person:
        links.insert(-1, Link(gettext("Einstellungen mit Zustimmung"), url_for("consents.page")))
    return links


def _menu(person: Actor) -> list[Link]:
    return [
        Link(gettext(entry.label), url_for(entry.endpoint), _is_current(entry))
        for entry in MENU
        if person.may(entry.permission) and not (entry.at_desk_of and person.may(entry.at_desk_of))
    ]


def _is_current(entry: MenuEntry) -> bool:
    marked = g.get("menu_entry")
    return entry.endpoint == (marked or request.endpoint)
