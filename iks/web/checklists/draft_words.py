"""What still has to be mended in a draft, as sentences at the place where it is mended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from checklists.draft import Values, points_of
from checklists.faults import Fault
from iks.domain.values import Area
from iks.errors import N_
from iks.services.view_drafts import point_of
from iks.web.checklists.words import FIELDS
from iks.web.page_context import page_language

# More things to mend than this at one place are named in one line.
FEW = 3
_BY_CODE: Mapping[str, str] = {
    "missing": N_("Hier fehlt noch etwas."),
    "empty": N_("Hier fehlt noch etwas."),
    "amount_direction": N_("Bitte wählen Sie Überzahlung, Unterzahlung oder beides."),
    "amount_bearer": N_("Bitte wählen Sie, wer den Betrag trägt."),
    "not_date": N_("Bitte schreiben Sie das Datum so: 9.12.2026."),
}
_BY_PLACE: Mapping[tuple[str, str], str] = {
    ("topic", "wrong_form"): N_("Bitte wählen Sie ein Thema."),
    ("group", "wrong_form"): N_("Bitte wählen Sie eine Prüfpunktgruppe."),
    ("legal_basis", "empty"): N_("Bitte nennen Sie mindestens eine Rechtsgrundlage."),
    ("patterns", "empty"): N_("Bitte nennen Sie mindestens ein Fehlerbild außer „anderes“."),
    ("patterns", "not_allowed"): N_("Bitte wählen Sie Art und Schwere des Fehlerbilds."),
    ("amount", "not_allowed"): N_("Bitte wählen Sie, wer den Betrag trägt."),
    ("applies_when", "empty"): N_("Bitte wählen Sie mindestens ein Merkmal, oder „Immer“."),
    ("version", "wrong_form"): N_("Bitte nehmen Sie Ziffern, Buchstaben, Punkt und Bindestrich."),
}
# What is named at the field of another entry.
_FIELDS = {"applies_when": "applies", "id": "question", "replaces": "question"}
_HEAD = {"legal_status.as_of": "as_of", "legal_status.note": "note"}
# An empty choice is a fault of the form; that it is not in the list says the same twice.
_TWICE = {("topic", "reference_unknown"), ("group", "reference_unknown")}


@dataclass(frozen=True)
class Mend:
    """One thing to mend: where it stands, in words and as an address, and the sentence."""

    where: str
    field: str
    url: str
    sentence: str


def sentence_of(fault: Fault) -> str:
    """Return the sentence for whoever edits in the browser and never sees the file."""
    own = _BY_PLACE.get((_entry(fault), fault.code)) or _BY_CODE.get(fault.code)
    if own:
        return str(gettext(own))
    return fault.reason if page_language() == "en" else fault.reason_de


def field_of(fault: Fault) -> str:
    """Return the id of the field at which a fault of a point, or of the head, is mended."""
    entry = _entry(fault)
    if fault.steps[:1] == ("legal_status",):
        return _HEAD.get(fault.path, "title")
    if entry == "guidance_by_regime" and len(fault.steps) > 3:  # noqa: PLR2004 - list, place, entry, regime.
        return f"regime-{fault.steps[3]}"
    return _FIELDS.get(entry, entry)


def errors_at(faults: Iterable[Fault]) -> dict[str, str]:
    """Return the sentences of faults by the field they stand at, each said once."""
    found: dict[str, list[str]] = {}
    for fault in _once(faults):
        sentences = found.setdefault(field_of(fault), [])
        sentence = sentence_of(fault)
        if sentence not in sentences:
            sentences.append(sentence)
    return {field: " ".join(sentences) for field, sentences in found.items()}


def to_mend(area: Area, draft_id: str, values: Values, faults: Iterable[Fault]) -> list[Mend]:
    """Return everything that has to be mended, each with the way to its field."""
    titles = {str(point["id"]): str(point.get("title") or "") for point in points_of(values)}
    by_place: dict[str, list[Mend]] = {}
    for fault in _once(faults):
        mend = _mend(area, draft_id, fault, point_of(values, fault), titles)
        if mend not in by_place.setdefault(mend.where, []):
            by_place[mend.where].append(mend)
    return [mend for mends in by_place.values() for mend in (_together(mends) if len(mends) > FEW else mends)]


def _together(mends: Sequence[Mend]) -> list[Mend]:
    """Say in one line what a point lacks that was only just begun."""
    names = ", ".join(dict.fromkeys(mend.field for mend in mends))
    return [Mend(mends[0].where, gettext("noch unvollständig"), mends[0].url, names)]


def _mend(area: Area, draft_id: str, fault: Fault, point: str, titles: Mapping[str, str]) -> Mend:
    field = field_of(fault)
    if point:
        url = url_for("drafts.point", area=area, draft_id=draft_id, point=point, _anchor=field)
        name = gettext(FIELDS.get(_entry(fault), FIELDS["question"]))
        return Mend(f"{point} {titles.get(point, '')}".strip(), name, url, sentence_of(fault))
    if fault.steps[:1] in {("check_points",), ()}:
        url = url_for("drafts.page", area=area, draft_id=draft_id, _anchor="punkte")
        return Mend(gettext("Prüfpunkte"), gettext("Anzahl"), url, sentence_of(fault))
    url = url_for("drafts.head", area=area, draft_id=draft_id, _anchor=field)
    name = gettext(FIELDS.get(fault.path, FIELDS.get(_entry(fault), fault.path)))
    return Mend(gettext("Angaben zur Fassung"), name, url, sentence_of(fault))


def _entry(fault: Fault) -> str:
    """Return the entry of the point, or of the grid, that a fault is about."""
    is_point = fault.steps[:1] == ("check_points",) and len(fault.steps) > 2  # noqa: PLR2004 - list, place.
    return str(fault.steps[2] if is_point else fault.steps[0]) if fault.steps else ""


def _once(faults: Iterable[Fault]) -> list[Fault]:
    known = list(faults)
    empty = {fault.path for fault in known if fault.code in {"wrong_form", "missing"}}
    return [f for f in known if not (f.path in empty and (_entry(f), f.code) in _TWICE)]
