"""A file that cannot be checked, as its templates want it: reasons, consequences, sentences afterwards."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext

from iks.domain.month import Month
from iks.domain.substitution import MissingOutcome, what_followed, why_left_out
from iks.domain.values import Area, ExclusionReason
from iks.errors import N_, UserError
from iks.output import numbers
from iks.services.declare_conflict import Declared, HandedOverFile
from iks.services.settle_missing import MissingView
from iks.services.show_exclusion import Exclusion
from iks.services.substitute_file import Substitution
from iks.web.page_context import page_language
from iks.web.words import EXCLUSIONS, area_name

Context = dict[str, object]

_REASONS: Mapping[str, str] = {
    ExclusionReason.AT_COURT: N_("Sie liegt beim Gericht"),
    ExclusionReason.AT_EXTERNAL_AUDIT: N_("Sie liegt bei einer externen Prüfung"),
    ExclusionReason.MISSING: N_("Sie ist nicht auffindbar"),
    ExclusionReason.TRANSFERRED: N_("Sie ist an eine andere Zweigstelle abgegeben"),
    ExclusionReason.CONFLICT_OF_INTEREST: N_("Ich habe den Fall selbst entschieden (Befangenheit)"),
}
_MISSING = N_(
    "Das zählt als erhebliche Beanstandung. Eine andere Akte rückt zusätzlich nach, und die gesuchte bleibt "
    "bei Ihnen und der Innenrevision vorgemerkt, bis sie geklärt ist."
)
_OUTCOMES: Mapping[str, tuple[str, str]] = {
    MissingOutcome.FOUND: (N_("Gefunden"), ""),
    MissingOutcome.RECONSTRUCTED: (N_("Neu angelegt"), N_("aus Kopien, Fachverfahren oder Zweitschriften")),
    MissingOutcome.LOST: (N_("Verloren"), N_("Die Suche ist beendet.")),
}


def context(
    exclusion: Exclusion, typed: Mapping[str, str], wrong: Mapping[str, str], notice: UserError | None = None
) -> Context:
    """Return the page on which a file is reported, with what was typed and what is wrong at it."""
    return {
        **_place(exclusion.area, exclusion.month, exclusion.branch),
        "file_ref": exclusion.file_ref,
        "number": exclusion.number,
        "of": exclusion.of,
        "version": exclusion.version,
        "answers": exclusion.answers,
        "reasons": [(code, gettext(words), _hint(exclusion, code)) for code, words in _REASONS.items()],
        "reason": typed.get("reason", ""),
        "receivers": [("", gettext("Bitte wählen")), *exclusion.receivers.items()],
        "receiving_branch": typed.get("receiving_branch", ""),
        "confirmed": bool(typed.get("confirmed")),
        "wrong": wrong,
        "notice": sentences(notice),
        "refused": sentences(exclusion.refusal),
        "form_url": url_for("branch.check", sheet_id=exclusion.sheet_id),
    }


def _hint(exclusion: Exclusion, code: str) -> Context:
    if code == ExclusionReason.MISSING:
        return {"hint": gettext(_MISSING)}
    if code != ExclusionReason.CONFLICT_OF_INTEREST:
        return {}
    if not exclusion.people:
        return {"hint": gettext("Niemand sonst kann sie prüfen; deshalb rückt die nächste nach.")}
    names = ", ".join(exclusion.people)
    words = gettext(
        "Die Akte bleibt in der Stichprobe. Prüfen kann sie %(names)s; Sie sehen den Bogen dann nicht mehr.",
        names=names,
    )
    return {"hint": words}


def handed_over(file: HandedOverFile) -> Context:
    """Return the page for whoever declared a conflict: who checks now, and the way on without them."""
    done = file.substitution
    open_still = done is None and not file.checked
    return {
        **_place(file.area, file.month, file.branch),
        "file_ref": file.file_ref,
        "version": file.version,
        "declared": numbers.long_date(file.declared_at, page_language()),
        "people": ", ".join(file.people),
        "checked": file.checked,
        "replaced": aftermath(done) if done else "",
        "report_url": url_for("branch_files.report", sheet_id=file.sheet_id) if open_still else "",
    }


def missing(file: MissingView, error: str = "") -> Context:
    """Return the page of a missing file."""
    day = numbers.long_date(file.settled_at, page_language()) if file.settled_at else ""
    return {
        **_place(file.area, file.month, file.branch),
        "file_ref": file.file_ref,
        "reported": numbers.long_date(file.reported_at, page_language()),
        "outcomes": [
            (code, gettext(w), {"hint": gettext(h) if h else ""}) for code, (w, h) in _OUTCOMES.items()
        ],
        "settled": gettext(_OUTCOMES[file.outcome][0]) if file.outcome else "",
        "settled_day": day,
        "error": error,
    }


def _place(area: Area, month: Month, branch: str) -> Context:
    return {
        "area_label": area_name(area),
        "month_label": numbers.month_name(month, page_language()),
        "list_url": list_url(area, month, branch),
    }


def list_url(area: Area, month: Month, branch: str) -> str:
    """Return the address of the sample that a file belongs to."""
    return url_for("branch.sample", area=area, month=month, branch=branch)


def sentences(error: UserError | None) -> list[str]:
    """Return the sentences of an error in the language of the page."""
    return [gettext(part, **error.params) for part in error.sentences] if error else []


def aftermath(done: Substitution) -> str:
    """Return why a file dropped out, and which one moved up."""
    return f"{gettext(why_left_out(done.reason))} {_moved_up(done)}"


def _moved_up(done: Substitution) -> str:
    if done.number is None:
        return str(gettext(what_followed(replaced=done.sheet_id is not None)))
    return str(gettext("Nachgerückt ist Akte %(number)s Ihrer Liste.", number=done.number))


def reported(done: Substitution) -> tuple[str, str]:
    """Return the message after a report, with its kind: an earlier report stands as it was."""
    if done.first:
        return str(gettext("Gemeldet. %(what)s", what=_moved_up(done))), "success"
    before = gettext("Diese Akte war schon gemeldet (%(reason)s).", reason=gettext(EXCLUSIONS[done.reason]))
    return f"{before} {_moved_up(done)}", "info"


def declared(done: Declared) -> tuple[str, str]:
    """Return the message after a declaration, with its kind."""
    if done.substitution:
        return reported(done.substitution)
    words = gettext("Die Akte prüft jetzt %(names)s.", names=", ".join(done.people) or gettext("niemand"))
    return str(words), "success" if done.first else "info"
