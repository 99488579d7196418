"""What a person sees when something did not work: what happened, what was kept, what to do."""

import secrets
from collections.abc import Mapping

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from iks.domain.roles import Actor
from iks.errors import N_, IksError, NotThere, UserError
from iks.services.read_journal import note_foreign_address
from iks.web.access import runtime

TITLES: Mapping[int, str] = {
    400: N_("Das konnte nicht verarbeitet werden"),
    403: N_("Kein Zugang"),
    404: N_("Seite nicht gefunden"),
    409: N_("Das geht so nicht"),
    413: N_("Die Datei ist zu groß"),
    422: N_("Eine Angabe passt nicht"),
    429: N_("Bitte warten Sie einen Moment"),
    500: N_("Das hat nicht geklappt"),
}


def add_error_pages(app: Flask) -> None:
    """Register one answer for each kind of error."""
    app.register_error_handler(UserError, _user_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _program_error)


def wants_json() -> bool:
    """Return whether the answer goes to the script of the form."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _user_error(error: UserError) -> ResponseReturnValue:
    if isinstance(error, NotThere):
        _journal_foreign_address()
    sentences = [
        gettext(part, **error.params) if part else "" for part in (error.happened, error.kept, error.todo)
    ]
    return _page(error.status, *sentences)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status in range(300, 400):
        return error.get_response()
    if status in (404, 405):
        return _user_error(NotThere())
    if status == 413:  # noqa: PLR2004 - the number is the name of this answer.
        return _page(
            413,
            gettext("Die Datei ist größer als 10 MiB."),
            gettext("Es wurde nichts übernommen."),
            gettext("Lassen Sie Spalten weg, die niemand braucht, oder nehmen Sie die Kommandozeile."),
        )
    if error.description == "csrf":
        return _page(
            400,
            gettext("Die Seite war zu alt oder die Anmeldung ist inzwischen eine andere."),
            gettext("Was Sie vorher gespeichert haben, ist da."),
            gettext("Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal ab."),
        )
    return _page(status, gettext("Ihr Browser hat etwas geschickt, das hier nicht passt."), "", "")


def _program_error(error: Exception) -> ResponseReturnValue:
    request_id = secrets.token_hex(6)
    kind = "refused by its own proof" if isinstance(error, IksError) else "unexpected"
    current_app.logger.error("%s error, request %s", kind, request_id, exc_info=error)
    return _page(
        500,
        gettext("Auf dem Server ist ein Fehler aufgetreten."),
        gettext("Was Sie vorher gespeichert haben, ist da. Der letzte Schritt fehlt."),
        gettext("Bitte versuchen Sie es noch einmal, oder nennen Sie der Systemverwaltung die Kennung."),
        request_id=request_id,
    )


def _page(status: int, sentence: str, kept: str, advice: str, request_id: str = "") -> ResponseReturnValue:
    if wants_json():
        return jsonify(message=" ".join(filter(None, (sentence, kept, advice)))), status
    page = render_template(
        "errors/error.html",
        title=gettext(TITLES.get(status, TITLES[400])),
        sentence=sentence,
        kept=kept,
        advice=advice,
        action_url=url_for("start.my_tasks"),
        action_label=gettext("Zu meinen Aufgaben"),
        request_id=request_id,
        # Nothing of the address: one that is not yours looks like one that does not exist.
        this_page=url_for("start.my_tasks"),
    )
    return page, status


def _journal_foreign_address() -> None:
    person: Actor | None = g.get("actor")
    if person is None:
        return
    page = request.endpoint or "unknown address"
    with runtime().transaction() as session:
        note_foreign_address(session, runtime().clock, person, page)
