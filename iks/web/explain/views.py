"""How the draw works, in twelve sentences and one example that anybody can recompute."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from iks.domain.draw_example import draw_example
from iks.domain.roles import Permission
from iks.errors import N_
from iks.services.explain_draw import last_draws
from iks.web.access import actor, db, guarded, runtime

blueprint = Blueprint("explain", __name__)

# Twelve, no more: whoever doubts the draw has a minute. Each of them is one sentence.
SENTENCES = (
    N_("Einmal im Monat zieht das Programm für jede Zweigstelle die Akten, die Sie prüfen."),
    N_("Gezogen wird aus der Bestandsliste mit allen laufenden Akten Ihrer Zweigstelle."),
    N_("Vor der Ziehung wird die Liste gesperrt, und ihre Prüfsumme steht danach im Protokoll."),
    N_("Schon vor der Sperre steht ein geheimer Zufallswert fest, auch er mit Prüfsumme im Protokoll."),
    N_("Aus diesem Zufallswert und der gesperrten Liste entsteht der Startwert der Ziehung."),
    N_("Aus Startwert, Zweigstelle und Aktenzeichen rechnet das Programm für jede Akte eine Losnummer."),
    N_("In Ihre Stichprobe kommen die Akten mit den kleinsten Losnummern."),
    N_(
        "Niemand kann das Ergebnis steuern: Wer die Liste schreibt, kennt den Zufallswert nicht, und wer ihn"
        " verwahrt, kann ihn nicht mehr tauschen."
    ),
    N_(
        "Nur wer den Zufallswert lesen und zugleich die Liste schreiben kann, könnte Listen probieren, bis"
        " ihm die Stichprobe passt."
    ),
    N_("Davor schützt ein Wert, den erst nach der Sperre ein Würfel vor Zeugen oder eine Lotterie liefert."),
    N_("Sie selbst sehen bei Ihren Akten Rang, Losnummer und das Ergebnis der Nachrechnung."),
    N_("Wenn Sie zweifeln, fragen Sie die Innenrevision, und sie rechnet in Ihrem Beisein nach."),
)


@blueprint.get("/draw-explained")
@guarded(Permission.EXPLAIN_DRAW)
def draw() -> ResponseReturnValue:
    """Explain the draw, with the facts of the person's own last one."""
    return render_template(
        "explain/draw.html",
        sentences=SENTENCES,
        example=draw_example(),
        last_draws=last_draws(db(), actor()),
        public_value=runtime().settings.public_value,
    )
