"""The revision's desk: draws, proofs, journal."""

from io import BytesIO

from flask import Blueprint, g, render_template, request, send_file
from flask.typing import ResponseReturnValue

from iks.domain.clock import local_date
from iks.domain.roles import Permission
from iks.errors import NotThere
from iks.services import prove_draw, read_journal, show_draws, view_substitutions
from iks.services.count_corrections import corrected_months
from iks.services.draw_month import DrawRules
from iks.services.prove_draw import Recomputed
from iks.services.read_journal import JournalVerdict
from iks.services.settle_secrets import chains, is_settled
from iks.services.view_public_value import open_public_values
from iks.web.access import actor, db, guarded, runtime
from iks.web.revision import present
from iks.web.revision.words import FAULTS, named
from iks.web.words import EXCLUSIONS, FRAME_STATUSES, STRATA

blueprint = Blueprint("revision", __name__, url_prefix="/revision")


@blueprint.get("")
@guarded(Permission.PROVE_DRAW)
def desk() -> ResponseReturnValue:
    """Show where the proofs stand, and the next one to make."""
    lines, head, house = show_draws.draws_view(db(), actor()), read_journal.head(db()), runtime()
    rules = DrawRules.of(house.settings)
    return render_template(
        "revision/desk.html",
        public_values=open_public_values(db(), house.clock, actor(), rules),
        chains=chains(db()),
        is_settled=is_settled(db()),
        facts=present.desk_facts(lines, head),
        areas_with_draws=present.by_area(lines),
        unproved=next((line for line in lines if line.unproved), None),
        head=head,
        corrected=corrected_months(db(), actor()),
        substitutions=view_substitutions.substitutions_view(db(), actor()),
    )


@blueprint.get("/draws/<draw_id>")
@guarded(Permission.PROVE_DRAW, writes=True)
def draw(draw_id: str) -> ResponseReturnValue:
    """Show one draw with seed, counts and sample; the look is journaled."""
    return _draw_page(draw_id)


@blueprint.post("/draws/<draw_id>/recompute")
@guarded(Permission.PROVE_DRAW)
def recompute(draw_id: str) -> ResponseReturnValue:
    """Recompute a draw and show each step at once, so that others can look on."""
    house = runtime()
    return _draw_page(draw_id, prove_draw.recompute(db(), house.clock, actor(), house.vault, draw_id))


@blueprint.get("/draws/<draw_id>/bundle")
@guarded(Permission.PROVE_DRAW, writes=True)
def bundle(draw_id: str) -> ResponseReturnValue:
    """Hand out the proof bundle; the act is journaled with the bundle's digest."""
    house = runtime()
    content = prove_draw.bundle(db(), house.clock, actor(), house.vault, draw_id)
    name = present.bundle_name(show_draws.draw_line(db(), actor(), draw_id))
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=name)


@blueprint.get("/journal")
@guarded(Permission.READ_JOURNAL)
def journal() -> ResponseReturnValue:
    """Show the journal, the newest entry first."""
    return _journal_page()


@blueprint.post("/journal/verify")
@guarded(Permission.READ_JOURNAL)
def verify_journal() -> ResponseReturnValue:
    """Walk the whole chain and name the first bad entry."""
    return _journal_page(read_journal.verify(db(), actor()))


@blueprint.post("/journal/export")
@guarded(Permission.READ_JOURNAL)
def export_journal() -> ResponseReturnValue:
    """Hand out all entries as a file with which the chain can be checked anywhere."""
    content = read_journal.export(db(), runtime().clock, actor())
    name = f"protokoll-{_today()}.jsonl"
    return send_file(BytesIO(content), "application/x-ndjson", as_attachment=True, download_name=name)


def _draw_page(draw_id: str, result: Recomputed | None = None) -> str:
    g.menu_entry = "revision.desk"
    house = runtime()
    found = show_draws.draw_view(
        db(), house.clock, actor(), house.vault, draw_id, is_noted=result is not None
    )
    return render_template(
        "revision/draw.html",
        draw=found,
        facts=present.draw_facts(found),
        steps=present.steps_of(result),
        scope=present.scope_of(found.allocation),
        strata=STRATA,
        frame_statuses=FRAME_STATUSES,
        exclusions=EXCLUSIONS,
    )


def _journal_page(verdict: JournalVerdict | None = None) -> str:
    g.menu_entry = "revision.desk"
    wanted = request.values.get("event", "")
    page = read_journal.page(db(), actor(), event_name=wanted, before=_before())
    return render_template(
        "revision/journal.html",
        entries=present.entry_lines(page.entries),
        head=page.head,
        older_before=page.older_before,
        is_newest=_before() is None,
        events=present.event_choices(page.events),
        wanted=wanted,
        verdict=verdict,
        fault=named(FAULTS, verdict.fault.reason) if verdict and verdict.fault else "",
    )


def _before() -> int | None:
    typed = request.args.get("before")
    if typed is None:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > len(str(2**31)):
        raise NotThere
    return int(typed)


def _today() -> str:
    return f"{local_date(runtime().clock.now()):%Y-%m-%d}"
