"""Play how the demo's branches write model cases, and how a second person releases them."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from iks.domain.clock import SetClock
from iks.domain.demo_content import generator
from iks.domain.month import Month
from iks.domain.roles import Actor
from iks.domain.values import AnswerValue, Area
from iks.services.release_model_case import decide_case, waiting_cases
from iks.services.write_model_case import save_model_case
from iks.store.casework import FileCheck
from iks.store.model_cases import ModelCase

# Writing is voluntary: so many branches of a hundred write a text in a month.
WILLING = 35


@cache
def demo_texts(area: Area) -> Mapping[str, str]:
    """Return the invented text about each point that has one."""
    raw = files("iks").joinpath("data/demo_model_cases.yaml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, str]] = yaml.safe_load(raw)
    return texts[area.value]


def write_case(
    session: Session, head: Actor, area: Area, month: Month, branch: str, rows: Sequence[FileCheck]
) -> bool:
    """Let a head who is willing write about one finding; return whether a text was written."""
    chance = generator(area, month, branch, "model case")
    # No two branches write the same words, so each text of the demo is written once.
    written = set(session.scalars(select(ModelCase.text)))
    texts = {point: text for point, text in demo_texts(area).items() if text not in written}
    found = sorted(
        (row.sample_file.position, answer.check_point, row.id)
        for row in rows
        for answer in row.answers
        if answer.value is AnswerValue.FINDING and answer.check_point in texts
    )
    if not found or chance.randrange(100) >= WILLING:
        return False
    _, point, sheet = chance.choice(found)
    save_model_case(session, head, sheet, point, texts[point], names_confirmed=False)
    return True


def release_cases(session: Session, clock: SetClock, second: Actor) -> int:
    """Let a second person release every text that waits; return how many."""
    waiting = waiting_cases(session, second)
    for case in waiting:
        decide_case(session, clock, second, case.id, release=True)
    return len(waiting)
