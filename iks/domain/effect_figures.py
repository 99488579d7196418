"""The figures of an effect check as one frozen value with a canonical form."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from iks.domain.effect import Count, Verdict
from iks.domain.period import Period

FORMAT = "iks.effect/1"
# Six digits of a share are more than anybody reads, and the same on every machine.
DIGITS = 6


@dataclass(frozen=True)
class Limits:
    """The limits of a difference of rates, after less before, as shares in -1..1.

    >>> Limits(-0.1234567, 0.02).rounded()
    Limits(lower=-0.123457, upper=0.02)
    """

    lower: float
    upper: float

    def rounded(self) -> "Limits":
        """Return the limits as they are frozen."""
        return Limits(round(self.lower, DIGITS), round(self.upper, DIGITS))


@dataclass(frozen=True)
class EffectFigures:
    """What an effect check found at one point.

    Parameters
    ----------
    quarters_before, quarters_after : tuple of Period
        The windows.
    before, after : Count
        Findings and answers where the measure was.
    difference : Limits or None
        After less before; nothing where a window has no answer.
    fell : float or None
        The probability that the rate fell, in 0..1.
    rest_before, rest_after : Count or None
        The other branches, for a measure for a set of branches.
    against_rest : Limits or None
        By how much more the rate changed than in the other branches.
    planned : int
        Answers that each window had to hold.
    confidence : float
        Two-sided confidence of the limits.
    """

    quarters_before: tuple[Period, ...]
    quarters_after: tuple[Period, ...]
    before: Count
    after: Count
    difference: Limits | None
    fell: float | None
    planned: int
    confidence: float
    verdict: Verdict
    rest_before: Count | None = None
    rest_after: Count | None = None
    against_rest: Limits | None = None

    def to_json(self) -> str:
        """Return the canonical form: sorted keys, no blanks.

        >>> quarter = (Period.quarter(2026, 1),)
        >>> found = EffectFigures(quarter, quarter, Count(3, 10), Count(1, 10), Limits(-0.5, 0.2), 0.85,
        ...     10, 0.9, Verdict.NOT_DISTINGUISHABLE)
        >>> EffectFigures.from_json(found.to_json()) == found
        True
        """
        rounded = replace(
            self,
            difference=self.difference and self.difference.rounded(),
            against_rest=self.against_rest and self.against_rest.rounded(),
            fell=None if self.fell is None else round(self.fell, DIGITS),
        )
        content = {"format": FORMAT} | asdict(rounded)
        for name in ("quarters_before", "quarters_after"):
            content[name] = [str(quarter) for quarter in getattr(self, name)]
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "EffectFigures":
        """Read the canonical form."""
        content: dict[str, Any] = json.loads(text)
        content.pop("format")
        for name in ("quarters_before", "quarters_after"):
            content[name] = tuple(Period.parse(quarter) for quarter in content[name])
        for name in ("before", "after", "rest_before", "rest_after"):
            content[name] = content[name] and Count(**content[name])
        for name in ("difference", "against_rest"):
            content[name] = content[name] and Limits(**content[name])
        return cls(**content | {"verdict": Verdict(content["verdict"])})
