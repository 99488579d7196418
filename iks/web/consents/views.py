"""Settings that show more only with the consent of the staff council: what holds, asking, deciding."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from iks.domain.consent import ConsentSetting
from iks.domain.roles import Permission
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotThere, Refused
from iks.services import change_consent
from iks.services.change_consent import Wish
from iks.services.view_consents import settings_page
from iks.web.access import actor, db, guarded, runtime
from iks.web.consents.words import add_words

blueprint = Blueprint("consents", __name__, url_prefix="/settings-with-consent")
add_words(blueprint)
SEE_OTHER = 303


@blueprint.get("")
@guarded(Permission.SIGNED_IN)
def page() -> ResponseReturnValue:
    """Show all settings with their history."""
    return _page({})


@blueprint.post("/<setting>/<area:area>/ask")
@guarded(Permission.ASK_CONSENT)
def ask(setting: str, area: Area) -> ResponseReturnValue:
    """Ask the staff council for a looser value."""
    form = request.form
    wish = Wish(_setting(setting), form.get("value", ""), form.get("document", ""), form.get("reason", ""))
    try:
        change_consent.ask(db(), runtime().clock, actor(), area, wish)
    except FieldsRejected as rejected:
        return _page(_errors(rejected, f"{setting}-{area}")), rejected.status
    except Refused as refused:
        return _told(refused)
    return _done(gettext("Die Anfrage liegt beim Personalrat. Bis zur Zustimmung ändert sich nichts."))


@blueprint.post("/<setting>/<area:area>/tighten")
@guarded(Permission.SIGNED_IN)
def tighten(setting: str, area: Area) -> ResponseReturnValue:
    """Make a setting stricter at once."""
    form, clock = request.form, runtime().clock
    try:
        change_consent.tighten(
            db(),
            clock,
            actor(),
            area,
            _setting(setting),
            form.get("value", ""),
            reason=form.get("end_reason", ""),
        )
    except FieldsRejected as rejected:
        return _page(_errors(rejected, f"{setting}-{area}", "end_")), rejected.status
    except Refused as refused:
        return _told(refused)
    return _done(gettext("Die strengere Einstellung gilt ab sofort."))


@blueprint.post("/requests/<change_id>/decide")
@guarded(Permission.GIVE_CONSENT)
def decide(change_id: str) -> ResponseReturnValue:
    """Give or refuse consent."""
    gives = request.form.get("decision") == "give"
    answer = request.form.get("answer", "")
    try:
        change_consent.decide(db(), runtime().clock, actor(), change_id, gives=gives, answer=answer)
    except FieldsRejected as rejected:
        return _page(_errors(rejected, change_id)), rejected.status
    except Refused as refused:
        return _told(refused)
    if gives:
        return _done(gettext("Die Zustimmung ist eingetragen. Alle sehen sie auf ihrer Startseite."))
    return _done(gettext("Die Ablehnung ist eingetragen. An der Einstellung ändert sich nichts."))


@blueprint.post("/requests/<change_id>/take-back")
@guarded(Permission.ASK_CONSENT)
def take_back(change_id: str) -> ResponseReturnValue:
    """Take back a request that nobody has decided."""
    try:
        change_consent.take_back(db(), runtime().clock, actor(), change_id)
    except Refused as refused:
        return _told(refused)
    return _done(gettext("Die Anfrage ist zurückgezogen."))


def _setting(text: str) -> ConsentSetting:
    try:
        return ConsentSetting(text)
    except ValueError:
        raise NotThere from None


def _errors(rejected: FieldsRejected, place: str, before: str = "") -> dict[str, str]:
    """Return the sentences by the id of their field; the id names the form that it stands in."""
    return {
        f"{before}{fault.name}-{place}": gettext(fault.sentence, **fault.params) for fault in rejected.faults
    }


def _page(errors: Mapping[str, str]) -> str:
    views = settings_page(db(), runtime().clock, actor())
    return render_template("consents/page.html", settings=views, errors=errors, typed=request.form)


def _told(refused: Refused) -> ResponseReturnValue:
    flash(" ".join(gettext(part, **refused.params) for part in refused.sentences), "warning")
    return redirect(url_for("consents.page"), SEE_OTHER)


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("consents.page"), SEE_OTHER)
