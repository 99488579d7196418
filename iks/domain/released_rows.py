"""The counts that left the branches, as shapes that the tables of the house room have."""

from collections.abc import Sequence
from typing import Protocol

from iks.domain.values import AmountDirection, CostBearer, ExclusionReason


class BranchRow(Protocol):
    """A count of one branch."""

    @property
    def branch_code(self) -> str:
        """The branch."""


class OfPoint(BranchRow, Protocol):
    """A count of one branch at one check point."""

    @property
    def check_point(self) -> str:
        """The point."""


class StratumRow(BranchRow, Protocol):
    """Files by stratum of the draw."""

    @property
    def stratum(self) -> str:
        """The stratum; ``-`` where the draw has only one."""

    @property
    def population(self) -> int:
        """Files in the population list."""

    @property
    def drawn(self) -> int:
        """Files drawn, originals and substitutes."""

    @property
    def checked(self) -> int:
        """Files checked."""


class SubstitutionRow(BranchRow, Protocol):
    """Files that got a substitute."""

    @property
    def stratum(self) -> str:
        """The stratum."""

    @property
    def reason(self) -> ExclusionReason:
        """Why."""

    @property
    def count(self) -> int:
        """Files."""


class PointRow(OfPoint, Protocol):
    """Answers at one point in one stratum."""

    @property
    def stratum(self) -> str:
        """The stratum."""

    @property
    def ok(self) -> int:
        """Answers in order."""

    @property
    def finding(self) -> int:
        """Findings."""

    @property
    def not_applicable(self) -> int:
        """Answers that do not apply."""

    @property
    def not_assessable(self) -> int:
        """Answers that could not be given."""

    @property
    def systemic(self) -> int:
        """Findings with relevance for the whole house."""

    @property
    def list_was_wrong(self) -> int:
        """Files in which the population list had wrongly ruled the point out."""


class FindingRow(OfPoint, Protocol):
    """Findings at one point by one dimension."""

    @property
    def dimension(self) -> str:
        """Pattern, cause, severity or kind."""

    @property
    def code(self) -> str:
        """The entry of the dimension's list."""

    @property
    def count(self) -> int:
        """Findings."""


class RegimeRow(OfPoint, Protocol):
    """Answers at one point by legal regime."""

    @property
    def regime(self) -> str:
        """The regime."""

    @property
    def ok(self) -> int:
        """Answers in order."""

    @property
    def finding(self) -> int:
        """Findings."""


class AmountRow(OfPoint, Protocol):
    """Files with an amount at one point."""

    @property
    def stratum(self) -> str:
        """The stratum."""

    @property
    def direction(self) -> AmountDirection:
        """Paid too much, too little, or not known."""

    @property
    def bearer(self) -> CostBearer:
        """Who bears the cost."""

    @property
    def files(self) -> int:
        """Files with an amount."""

    @property
    def sum_cents(self) -> int:
        """Sum of the amounts, in cents."""

    @property
    def sum_squared_cents(self) -> int:
        """Sum of the squared amounts, in squared cents."""


class FileCountRow(BranchRow, Protocol):
    """Files by number of findings."""

    @property
    def findings(self) -> int:
        """Number of findings, 3 for three or more."""

    @property
    def count(self) -> int:
        """Files."""


class Released(Protocol):
    """All rows of the current releases of one month."""

    @property
    def releases(self) -> Sequence[BranchRow]:
        """One row for each branch that submitted."""

    @property
    def strata(self) -> Sequence[StratumRow]:
        """Files by stratum."""

    @property
    def substitutions(self) -> Sequence[SubstitutionRow]:
        """Substitutes by stratum and reason."""

    @property
    def points(self) -> Sequence[PointRow]:
        """Answers by point and stratum."""

    @property
    def findings(self) -> Sequence[FindingRow]:
        """Findings by point, stratum, dimension and code."""

    @property
    def regimes(self) -> Sequence[RegimeRow]:
        """Answers by point and regime."""

    @property
    def amounts(self) -> Sequence[AmountRow]:
        """Amounts by point, stratum, direction and bearer."""

    @property
    def file_counts(self) -> Sequence[FileCountRow]:
        """Files by number of findings."""
