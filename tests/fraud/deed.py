"""A fraud: who commits it, what is done, and the words with which it must be caught."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.values import Area
from iks.errors import IksError
from iks.services.prove_draw import recompute as recompute_draw
from iks.store.draws import current_draw
from tests.house_under_test import MONTH, HouseUnderTest

Deed = Callable[[HouseUnderTest], str]


@dataclass(frozen=True)
class Fraud:
    """One scripted fraud; the deed returns what the program said, or nothing when it got away with it."""

    deed: Deed
    # A part of the sentence that refuses it, or that names what differs.
    caught_by: str

    @property
    def name(self) -> str:
        """The fraud in words, as its test is called."""
        return getattr(self.deed, "__name__", "").replace("_", " ")


def refused(call: Callable[[], object]) -> str:
    """Return the sentence with which something is refused; nothing when it passes."""
    try:
        call()
    except FrameFileRejected as error:
        return " ".join([str(error), *(sentence(fault, "de") for fault in error.faults)])
    except (IksError, SQLAlchemyError) as error:
        return str(error)
    return ""


def named(house: HouseUnderTest, area: Area = Area.BENEFITS) -> str:
    """Return what the revision's recomputation names; nothing when every step holds."""
    with house.runtime.transaction() as session:
        draw = current_draw(session, area.value, MONTH)
        assert draw is not None
        vault, revision = house.runtime.vault, house.actor("revision")
        found = recompute_draw(session, house.clock, revision, vault, draw.id).result
        return " ".join(str(step.sentence) % dict(step.params) for step in found.steps if not step.holds)
