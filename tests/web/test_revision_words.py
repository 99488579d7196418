"""Every act that the journal can hold has a name and named details on the revision's pages."""

from dataclasses import fields

import iks.app  # noqa: F401 - loads every module that adds acts.
from iks.domain.draw_proof import DrawVerdict, ProofStep
from iks.domain.journal import Event
from iks.domain.values import Via
from iks.web.revision.words import DETAILS, ENTRANCES, EVENTS, STEPS, VALUES


def test_every_act_has_a_name() -> None:
    missing = {event.name for event in Event.__subclasses__()} - EVENTS.keys()
    assert not {name for name in missing if not name.startswith("test")}, missing


def test_every_detail_of_an_act_has_a_name() -> None:
    names = {field.name for event in Event.__subclasses__() for field in fields(event)}
    assert not names - DETAILS.keys()


def test_every_entrance_step_and_verdict_has_a_name() -> None:
    assert set(Via) <= ENTRANCES.keys()
    assert set(ProofStep) <= STEPS.keys()
    assert set(DrawVerdict) <= VALUES.keys()
