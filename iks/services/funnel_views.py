"""Branches side by side over a closed year: plain values for unit desk and revision, never a ranking."""

from dataclasses import dataclass

from iks.domain.period import Period


@dataclass(frozen=True)
class FunnelBranch:
    """One branch in one group over the year; ``outside`` of 95 % is "up" or "down", ``far`` of 99.8 %."""

    code: str
    name: str
    findings: int
    n: int
    outside: str
    far: bool

    @property
    def rate(self) -> float:
        """Share of the answers with a finding."""
        return self.findings / self.n


@dataclass(frozen=True)
class FunnelLimit:
    """What is usual for a branch with so many answers."""

    n: int
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class FunnelGroup:
    """One group of points; ``hidden`` are the branches of which a quarter is not shown."""

    id: str
    label: str
    centre: float
    branches: tuple[FunnelBranch, ...]
    hidden: tuple[str, ...]
    limits: tuple[FunnelLimit, ...]


@dataclass(frozen=True)
class Funnel:
    """A closed year; how many branches lie outside the limits by chance alone, on average."""

    year: Period
    groups: tuple[FunnelGroup, ...]
    expected_outside: float
    expected_far: float

    @property
    def shown(self) -> int:
        """How many cells of branch and group are drawn."""
        return sum(len(group.branches) for group in self.groups)

    @property
    def outside(self) -> int:
        """How many of them lie outside the inner limits."""
        return sum(bool(branch.outside) for group in self.groups for branch in group.branches)

    @property
    def far(self) -> int:
        """How many of them lie outside the outer limits."""
        return sum(branch.far for group in self.groups for branch in group.branches)
