"""Lay draws and journal out for the templates of the revision."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from iks.domain.draw_proof import DrawVerdict
from iks.domain.journal import Entry
from iks.domain.values import Area
from iks.output import numbers
from iks.services.prove_draw import Recomputed
from iks.services.read_journal import JournalHeadView
from iks.services.show_draws import DrawLine, DrawView
from iks.web.page_context import page_language
from iks.web.revision.words import DETAILS, ENTRANCES, EVENTS, STEPS, detail, named
from iks.web.words import files_in_words
from sampling import Allocation

_DIGEST = re.compile("[0-9a-f]{64}")
# So many draws of an area stand on the desk at once; older ones unfold.
RECENT = 6


@dataclass(frozen=True)
class Detail:
    """One value of an entry; digests are shown in groups."""

    name: str
    text: str
    is_digest: bool


@dataclass(frozen=True)
class EntryLine:
    """One entry of the journal."""

    position: int
    at: datetime
    actor: str
    entrance: str
    event: str
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class AreaDraws:
    """The draws of one area."""

    area: Area
    recent: tuple[DrawLine, ...]
    older: tuple[DrawLine, ...]


@dataclass(frozen=True)
class StepLine:
    """One step of a recomputation."""

    name: str
    holds: bool
    sentence: str


def by_area(lines: Iterable[DrawLine]) -> list[AreaDraws]:
    """Return the draws of each area, the newest first."""
    found = list(lines)
    draws = {area: tuple(line for line in found if line.area is area) for area in Area}
    return [AreaDraws(area, own[:RECENT], own[RECENT:]) for area, own in draws.items()]


def desk_facts(lines: Iterable[DrawLine], head: JournalHeadView) -> list[dict[str, object]]:
    """Return what the desk tells at first sight."""
    counting = [line for line in lines if not line.voided]
    unproved = sum(line.unproved for line in counting)
    differing = sum(line.verdict is DrawVerdict.DIFFERS for line in counting)
    return [
        {
            "term": gettext("Noch nicht nachgerechnet"),
            "value": _number(unproved),
            "more": gettext("von %(draws)s Ziehungen", draws=_number(len(counting))),
        },
        {"term": gettext("Abweichungen"), "value": _number(differing)},
        {"term": gettext("Einträge im Protokoll"), "value": _number(head.position)},
    ]


def draw_facts(draw: DrawView) -> list[dict[str, object]]:
    """Return what the page of a draw tells at first sight."""
    line = draw.line
    return [
        {
            "term": gettext("Gezogene Akten"),
            "value": _number(line.files),
            "more": gettext("von %(files)s der Bestandsliste", files=_number(draw.population)),
        },
        {
            "term": gettext("Gezogen"),
            "value": numbers.long_date(line.drawn_at, page_language()),
            "more": gettext("um %(time)s Uhr", time=numbers.time(line.drawn_at)),
            "size": "mid",
        },
        {"term": gettext("Nachgerechnet"), "value": _verdict(line), "more": _when(line), "size": "mid"},
    ]


def steps_of(result: Recomputed | None) -> tuple[StepLine, ...]:
    """Return the steps of a recomputation as sentences."""
    if result is None:
        return ()
    return tuple(
        StepLine(named(STEPS, step.step), step.holds, gettext(step.sentence, **_readable(step.params)))
        for step in result.result.steps
    )


def entry_lines(entries: Iterable[Entry]) -> list[EntryLine]:
    """Return entries of the journal with the names that the page gives them."""
    return [
        EntryLine(
            entry.position,
            entry.at,
            entry.actor,
            named(ENTRANCES, entry.via),
            named(EVENTS, entry.event),
            tuple(_details(entry.data)),
        )
        for entry in entries
    ]


def event_choices(events: Iterable[str]) -> list[tuple[str, str]]:
    """Return the kinds of acts to choose from, all of them first."""
    named_events = sorted(((event, named(EVENTS, event)) for event in events), key=lambda pair: pair[1])
    return [("", gettext("alle")), *named_events]


def bundle_name(line: DrawLine) -> str:
    """Return the name of a bundle's file; no file number, no seed stands in it."""
    return f"nachweis-{line.draw_code.replace('/', '-')}-{line.month}-{line.attempt}.zip"


def scope_of(allocation: Mapping[str, int]) -> str:
    """Return how many files a branch has to check, and which branches have numbers of their own."""
    numbers = Allocation(allocation)
    common = {stratum: numbers[stratum] for stratum in numbers.strata}
    own = [f"{branch}: {files_in_words(numbers.of(branch))}" for branch in numbers.branches]
    return "; ".join([files_in_words(common), *own])


def _readable(params: Mapping[str, object]) -> dict[str, object]:
    return {name: _number(value) if isinstance(value, int) else value for name, value in params.items()}


def _details(data: str) -> Iterator[Detail]:
    values = json.loads(data)
    for name, value in values.items():
        if name == "draw_id" and value == values.get("area"):
            continue
        text = detail(value)
        yield Detail(named(DETAILS, name), text, bool(_DIGEST.fullmatch(text)))


def _verdict(line: DrawLine) -> str:
    if line.verdict is None:
        return str(gettext("noch nicht"))
    return str(gettext("weicht ab") if line.verdict is DrawVerdict.DIFFERS else gettext("stimmt"))


def _when(line: DrawLine) -> str:
    if line.verified_at is None:
        return ""
    day, time = numbers.long_date(line.verified_at, page_language()), numbers.time(line.verified_at)
    return str(gettext("am %(day)s um %(time)s Uhr", day=day, time=time))


def _number(value: int) -> str:
    return numbers.number(value, page_language())
