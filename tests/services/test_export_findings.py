"""The export holds the released figures of closed months, in the columns that bind, and no formula."""

from dataclasses import replace
from typing import Any

import pytest

from iks.domain.finding import CheckedAnswer, CheckedSheet
from iks.domain.month import Month
from iks.domain.values import AmountDirection, AnswerValue, Area, CostBearer, ErrorKind, Severity
from iks.errors import InvalidInput, NotPermitted, NotThere, Refused
from iks.output.csv import to_csv
from iks.services.close_month import close
from iks.services.export_findings import COLUMNS, export_findings
from iks.store import journal
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, add_branches, drawn_month, submit, submitted_month

BENEFITS = Area.BENEFITS
DECEMBER = Month(2026, 12)
OCTOBER = Month(2026, 10)
BRANCHES = ("Z01", "Z06", "S13", *(f"Z{n}" for n in range(21, 28)))
BINDING = (
    "period, area, branch, check_point, group, topic, pattern, cause, answered, ok, findings, formal, "
    "material, minor, major, not_applicable, not_assessable, overpayment_eur, underpayment_eur, rate, "
    "lower, upper, suppressed, checklist_version, release_version"
)
OK = CheckedAnswer(AnswerValue.OK)
FINDING = CheckedAnswer(
    AnswerValue.FINDING,
    "identity_check_not_filed",
    "slip",
    ErrorKind.FORMAL,
    Severity.MINOR,
    cents=34_000,
    direction=AmountDirection.OVERPAYMENT,
    bearer=CostBearer.FEDERAL,
)


def close_months(
    house: HouseUnderTest, months: list[Month], branches: tuple[str, ...] = ("Z01", "Z06", "S13")
) -> list[CheckedSheet]:
    actor = house.actor("gur")
    sheets: list[CheckedSheet] = []
    with house.runtime.transaction() as session:
        for month in months:
            came = submitted_month(session, Invented(BENEFITS), month, branches)
            sheets += [sheet for branch in came.values() for sheet in branch.sheets]
            close(session, house.clock, actor, BENEFITS, month, "Für den Test")
    return sheets


def rows(
    house: HouseUnderTest, first: Month, last: Month, person: str = "gur", area: Area = BENEFITS
) -> list[dict[str, Any]]:
    with house.runtime.transaction() as session:
        found = export_findings(session, house.clock, house.actor(person), area, first, last)
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def test_the_columns_are_the_binding_ones() -> None:
    assert ", ".join(COLUMNS) == BINDING


def test_a_point_row_holds_what_was_answered(house: HouseUnderTest) -> None:
    sheets = close_months(house, [DECEMBER])
    for row in rows(house, DECEMBER, DECEMBER):
        answers = [sheet.answers[row["check_point"]] for sheet in sheets]
        if row["pattern"] or row["cause"]:
            named = [a for a in answers if row["pattern"] == a.pattern or row["cause"] == a.cause]
            assert row["findings"] == len(named) > 0
            assert (row["answered"], row["rate"]) == (None, None)
            continue
        values = [answer.value for answer in answers]
        assert row["ok"] == values.count("ok")
        assert row["findings"] == values.count("finding")
        assert row["answered"] == row["ok"] + row["findings"]
        assert row["not_applicable"] == values.count("not_applicable")
        assert row["major"] == sum(answer.severity == "major" for answer in answers)
        assert row["formal"] == sum(answer.kind == "formal" for answer in answers)
        assert row["rate"] == round(row["findings"] / row["answered"], 6)
        assert row["lower"] < row["rate"] < row["upper"]


def test_no_row_names_a_branch(house: HouseUnderTest) -> None:
    close_months(house, [DECEMBER])
    found = rows(house, DECEMBER, DECEMBER)
    assert {row["branch"] for row in found} == {""}
    assert not {"Z01", "Z06", "S13", "Mitte"} & {str(value) for row in found for value in row.values()}


def test_quarters_inside_the_span_follow_their_months(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, [OCTOBER.shift(n) for n in range(3)])
    periods = dict.fromkeys(row["period"] for row in rows(sqlite_house, OCTOBER, DECEMBER))
    assert list(periods) == ["2026-10", "2026-11", "2026-12", "2026-Q4"]
    assert {row["period"] for row in rows(sqlite_house, OCTOBER, Month(2026, 11))} == {"2026-10", "2026-11"}


def test_amounts_stand_in_quarters_from_enough_branches_only(sqlite_house: HouseUnderTest) -> None:
    with sqlite_house.runtime.transaction() as session:
        add_branches(session, *BRANCHES[3:])
    sheets = close_months(sqlite_house, [OCTOBER.shift(n) for n in range(3)], BRANCHES)
    found = [row for row in rows(sqlite_house, OCTOBER, DECEMBER) if not row["pattern"] and not row["cause"]]
    month = next(row for row in found if (row["period"], row["check_point"]) == ("2026-12", "L06"))
    assert (month["overpayment_eur"], month["suppressed"]) == (None, 1)
    of_quarter = next(row for row in found if (row["period"], row["check_point"]) == ("2026-Q4", "L06"))
    answers = [sheet.answers["L06"] for sheet in sheets]
    cents = sum(a.cents or 0 for a in answers if a.direction == "overpayment")
    assert of_quarter["overpayment_eur"] == round(cents / 10_000) * 100
    assert of_quarter["suppressed"] == int(of_quarter["underpayment_eur"] is None)


def test_a_point_without_money_withholds_nothing(sqlite_house: HouseUnderTest) -> None:
    close_months(sqlite_house, [DECEMBER])
    found = [row for row in rows(sqlite_house, DECEMBER, DECEMBER) if row["check_point"] == "L16"]
    assert {row["suppressed"] for row in found} == {0}


def test_open_months_are_left_out_and_none_closed_is_refused(house: HouseUnderTest) -> None:
    close_months(house, [OCTOBER])
    with house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), DECEMBER, ("Z01",))
    assert {row["period"] for row in rows(house, OCTOBER, DECEMBER)} == {"2026-10"}
    with pytest.raises(Refused, match="kein Monat abgeschlossen"):
        rows(house, DECEMBER, DECEMBER)


def test_who_takes_figures_along_stands_in_the_journal(house: HouseUnderTest) -> None:
    close_months(house, [DECEMBER])
    rows(house, DECEMBER, DECEMBER, "gur-staff")
    with house.runtime.transaction(writes=False) as session:
        entry = journal.latest(session, 1)[0]
    assert (entry.event, entry.actor) == ("findings_exported", "gur-staff")
    assert '"first_month":"2026-12"' in entry.data


def test_a_span_that_ends_before_it_begins_is_refused(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(InvalidInput, match="vor dem ersten"):
        rows(sqlite_house, DECEMBER, OCTOBER)


@pytest.mark.parametrize(
    ("person", "error"),
    [("mui", NotThere), ("controller", NotPermitted), ("management", NotPermitted), ("z06", NotPermitted)],
)
def test_only_the_unit_and_the_revision_export(
    sqlite_house: HouseUnderTest, person: str, error: type[Exception]
) -> None:
    close_months(sqlite_house, [DECEMBER])
    with pytest.raises(error):
        rows(sqlite_house, DECEMBER, DECEMBER, person)
    assert rows(sqlite_house, DECEMBER, DECEMBER, "revision")


def one_finding(house: HouseUnderTest) -> list[tuple[Any, ...]]:
    """One branch, four files, one finding at L01, everything else in order."""
    invented = Invented(BENEFITS, files=4)
    handed_in = invented.branch("Z01", DECEMBER)
    points = [point.id for point in invented.grid.points]
    first = CheckedSheet("-", ("from_2026_07",), {**dict.fromkeys(points, OK), "L01": FINDING})
    others = [replace(first, answers=dict.fromkeys(points, OK)) for _ in range(3)]
    handed_in.sheets = [first, *others]
    with house.runtime.transaction() as session:
        drawn_month(session, BENEFITS, DECEMBER, {"Z01": 4})
        submit(session, BENEFITS, DECEMBER, "Z01", handed_in)
        close(session, house.clock, house.actor("gur"), BENEFITS, DECEMBER, "Für den Test")
        return export_findings(session, house.clock, house.actor("gur"), BENEFITS, DECEMBER, DECEMBER)


def test_the_file_is_what_german_office_software_reads_to_the_byte(house: HouseUnderTest) -> None:
    lines = to_csv(COLUMNS, one_finding(house)).split(b"\r\n")
    assert lines[0] == b"\xef\xbb\xbf" + ";".join(COLUMNS).encode()
    assert lines[1:4] == [
        b"2026-12;benefits;;L01;A;application_identity;;;4;3;1;1;0;1;0;0;0;;;0,25;0,006309;0,80588;1;2026.12;1",
        b"2026-12;benefits;;L01;A;application_identity;identity_check_not_filed;;;;1;;;;;;;;;;;;0;2026.12;1",
        b"2026-12;benefits;;L01;A;application_identity;;slip;;;1;;;;;;;;;;;;0;2026.12;1",
    ]
    assert len(lines) == 1 + 18 + 2 + 1
    assert lines[-1] == b""


def test_the_plain_file_has_commas_and_points(sqlite_house: HouseUnderTest) -> None:
    lines = to_csv(COLUMNS, one_finding(sqlite_house), plain=True).split(b"\r\n")
    assert lines[0] == ",".join(COLUMNS).encode()
    assert lines[1].startswith(b"2026-12,benefits,,L01,A,application_identity,,,4,3,1,1,0,1,0,0,0,,,0.25,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    for plain in (False, True):
        content = to_csv(["a"], [[text]], plain=plain).decode()
        assert f"'{text}" in content


def test_separators_and_quotes_inside_text_stay_inside_their_cell() -> None:
    assert to_csv(["a"], [['x;"y"']]).decode() == '\ufeffa\r\n"x;""y"""\r\n'
