"""The names of kinds and counts of objections, as controlling reads them."""

from collections.abc import Mapping

from flask_babel import gettext

from iks.domain.objections import ObjectionKind
from iks.errors import N_
from iks.services.objection_topics import topic_named
from iks.web.page_context import page_language

KIND_NAMES: Mapping[str, str] = {
    ObjectionKind.OBJECTION: N_("Widersprüche"),
    ObjectionKind.COURT_CASE: N_("Klagen"),
    ObjectionKind.INTERIM_RELIEF: N_("Eilverfahren"),
}
COLUMN_NAMES: Mapping[str, str] = {
    "month": N_("Monat"),
    "kind": N_("Verfahrensart"),
    "topic": N_("Sachgebiet"),
    "stock_begin": N_("Bestand am Anfang"),
    "received": N_("Eingänge"),
    "closed_allowed": N_("Stattgegeben"),
    "closed_partly": N_("Teilweise stattgegeben"),
    "closed_rejected": N_("Zurückgewiesen"),
    "closed_other": N_("Sonst erledigt"),
    "reason_law": N_("Recht falsch angewendet"),
    "reason_facts": N_("Sachverhalt nicht ermittelt"),
    "reason_documents": N_("Unterlagen nachgereicht"),
    "reason_law_changed": N_("Recht geändert"),
    "reason_other": N_("Andere Gründe"),
    "stock_end": N_("Bestand am Ende"),
}


def kind_name(kind: str) -> str:
    """Return the name of a kind of proceedings."""
    return str(gettext(KIND_NAMES[kind]))


def column_name(column: str) -> str:
    """Return the heading of a count."""
    return str(gettext(COLUMN_NAMES[column]))


def topic_name(topic: str) -> str:
    """Return the name of a topic in the language of the page."""
    found = topic_named(topic)
    return found.name(page_language()) if found else topic
