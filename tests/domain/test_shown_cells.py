"""How much is shown under the assumed rates of the demo: the rules must not leave the house in the dark."""

from iks.domain.values import Area, ReportPeriod
from tests.domain.shown_cells import simulated_shares


def test_nearly_all_cells_are_shown_under_the_assumed_rates() -> None:
    shares = simulated_shares(years=3)
    assert shares[Area.BENEFITS, ReportPeriod.MONTH] >= 0.90
    assert shares[Area.INTEGRATION, ReportPeriod.MONTH] >= 0.90
    for area in Area:
        assert shares[area, ReportPeriod.QUARTER] >= 0.95
        assert shares[area, ReportPeriod.YEAR] >= 0.99
