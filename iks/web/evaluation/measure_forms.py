"""Read measures from forms; what cannot be read is left out, so that its rule refuses it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from iks.domain.measure import Function, MeasureKind, MeasureScope, MeasureWish
from iks.domain.takeaway import TakeawayKind
from iks.domain.typed_answer import plain_text
from iks.errors import InvalidInput
from iks.services.steer_measures import Change
from iks.web.typed_day import typed_day

Word = TypeVar("Word", bound=StrEnum)
Form = MultiDict[str, str]
SET = "set:"
_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Aim:
    """What a measure is for: points, branches, and the proposal that it came from."""

    points: tuple[str, ...]
    scope: MeasureScope
    branch_set: str
    branches: tuple[str, ...]
    takeaway: TakeawayKind | None

    @property
    def scope_value(self) -> str:
        """The value of the chosen radio button."""
        return f"{SET}{self.branch_set}" if self.scope is MeasureScope.BRANCH_SET else self.scope.value


def read_aim(form: Form) -> Aim:
    """Return what the first step of the form asks for; the house where nothing is chosen."""
    chosen = form.get("scope", "")
    branch_set = chosen.removeprefix(SET) if chosen.startswith(SET) else ""
    scope = MeasureScope.BRANCH_SET if branch_set else word(MeasureScope, chosen) or MeasureScope.HOUSE
    return Aim(
        points=tuple(dict.fromkeys(form.getlist("points"))),
        scope=scope,
        branch_set=branch_set,
        branches=tuple(dict.fromkeys(form.getlist("branches"))) if scope is MeasureScope.BRANCHES else (),
        takeaway=word(TakeawayKind, form.get("takeaway", "")),
    )


def read_wish(form: Form, aim: Aim) -> MeasureWish:
    """Return a measure as it was typed."""
    return MeasureWish(
        kind=word(MeasureKind, form.get("kind", "")),
        title=plain_text(form.get("title", "")),
        task=plain_text(form.get("task", "")),
        points=aim.points,
        scope=aim.scope,
        responsible=word(Function, form.get("responsible", "")),
        start=_day("start"),
        due=_day("due"),
        hoped=0 if aim.scope is MeasureScope.BRANCHES else number(form.get("hoped", "")),
        branch_set=aim.branch_set,
        branches=aim.branches,
        knowledge=tuple(form.getlist("knowledge")),
    )


def read_change(form: Form) -> Change:
    """Return what is to change of a measure."""
    return Change(
        responsible=word(Function, form.get("responsible", "")),
        due=_day("due"),
        knowledge=tuple(form.getlist("knowledge")),
        reason=plain_text(form.get("reason", "")),
    )


def word(kind: type[Word], text: str) -> Word | None:
    """Return one value of a closed list, or nothing."""
    return next((value for value in kind if value.value == text), None)


def number(text: str) -> int:
    """Return a whole number; 0 for anything else, which no rule accepts where one is needed."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0


def _day(name: str) -> date | None:
    try:
        return typed_day(name)
    except InvalidInput:
        return None
