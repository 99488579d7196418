"""The period that somebody looks for is one step away."""

from iks.domain.month import Month
from iks.domain.period import Period, closed_periods
from iks.web.evaluation.period_choice import period_choice

CHOICES = closed_periods([Month(2024, 12).shift(n) for n in range(24)])


def near(shown: str) -> list[tuple[str, bool, str]]:
    choice = period_choice(CHOICES, Period.parse(shown), str)
    return [(link.url, link.current, link.role) for link in choice.near]


def test_the_newest_of_each_length_comes_first_and_the_neighbours_follow() -> None:
    assert near("2026-08") == [
        ("2026-11", False, ""),
        ("2026-Q3", False, ""),
        ("2025", False, ""),
        ("2026-07", False, "before"),
        ("2026-09", False, "after"),
    ]


def test_the_shown_period_is_marked_and_no_neighbour_stands_twice() -> None:
    assert near("2026-11") == [
        ("2026-11", True, ""),
        ("2026-Q3", False, ""),
        ("2025", False, ""),
        ("2026-10", False, "before"),
    ]
    assert near("2026-10")[-1] == ("2026-09", False, "before")
