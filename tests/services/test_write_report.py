"""Reports: frozen with exactly what the preview showed, by hand or by themselves, never changed again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from iks.domain.aggregate import digest
from iks.domain.period import Period
from iks.domain.recheck import PairCounts, RecheckResult
from iks.domain.report import MonthlyReport
from iks.domain.roles import Actor
from iks.domain.values import Area, MonthState
from iks.errors import FieldsRejected, IntegrityError, NotPermitted, NotThere, Refused, StaleVersion
from iks.services import prepare_report, view_reports, write_report
from iks.services.close_month import close
from iks.services.prepare_report import DraftEntry, Preparation
from iks.services.read_house_table import house_table
from iks.store import journal, months, reports
from iks.store.outbox import OutgoingMail
from iks.store.recheck_results import MonthRecheck
from sampling.rates import binomial_interval
from tests.house_under_test import HouseUnderTest
from tests.services.release_factory import Invented, submit, submitted_month
from tests.services.report_factory import DECEMBER, FOURTEEN, HEADS, STAFF, closed_month, open_fourteen

BENEFITS = Area.BENEFITS
PERIOD = Period.of(DECEMBER)
ON_TIME = datetime(2026, 12, 22, 5, 0, tzinfo=UTC)


def preparation(house: HouseUnderTest, person: str = "gur", area: Area = BENEFITS) -> Preparation:
    with house.runtime.transaction(writes=False) as session:
        return prepare_report.preparation(session, house.actor(person), area, DECEMBER)


def save(house: HouseUnderTest, text: str, *, confirmed: bool = False, version: int = 0) -> None:
    entry = DraftEntry(text, confirmed, (), version)
    with house.runtime.transaction() as session:
        actor = house.actor("gur-staff")
        prepare_report.save_draft(session, house.clock, actor, BENEFITS, DECEMBER, entry)


def release(
    house: HouseUnderTest, person: str = "gur", area: Area = BENEFITS, seen: str | None = None
) -> str:
    agreed = preparation(house, HEADS[area], area).seen if seen is None else seen
    with house.runtime.transaction() as session:
        actor = house.actor(person)
        return write_report.release(session, house.clock, actor, area, DECEMBER, seen=agreed).digest


def release_by_job(house: HouseUnderTest, moment: datetime) -> bool:
    house.clock.set(moment)
    with house.runtime.transaction() as session:
        return write_report.release_if_due(session, house.clock, Actor.job(), BENEFITS, DECEMBER)


def out(house: HouseUnderTest, person: str = "z06", area: Area = BENEFITS) -> view_reports.FrozenReport:
    with house.runtime.transaction(writes=False) as session:
        return view_reports.report(session, house.actor(person), area, PERIOD)


def told(house: HouseUnderTest) -> list[tuple[str, str]]:
    with house.runtime.transaction(writes=False) as session:
        mails = session.scalars(select(OutgoingMail).where(OutgoingMail.template == "report_out"))
        return sorted((mail.account.username, mail.values["path"]) for mail in mails)


@pytest.mark.parametrize("area", Area)
def test_what_goes_out_is_what_the_head_has_seen(house: HouseUnderTest, area: Area) -> None:
    open_fourteen(house)
    closed_month(house, area)
    shown = preparation(house, HEADS[area], area)
    kept = release(house, HEADS[area], area)
    frozen = out(house, "z06", area)
    assert frozen.digest == kept == digest(frozen.content)
    assert write_report.preview_digest(frozen.monthly) == shown.seen
    with house.runtime.transaction(writes=False) as session:
        audit = months.get_month(session, area, DECEMBER)
        assert audit is not None
        assert audit.state is MonthState.REPORTED
        entry = journal.latest(session, 1)[0]
    assert (entry.event, entry.actor) == ("month_reported", HEADS[area])
    assert kept in entry.data


def test_its_figures_are_those_that_may_go_beyond_the_unit(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house, missing=("Z31",))
    report = preparation(house).report
    with house.runtime.transaction(writes=False) as session:
        table = house_table(session, BENEFITS, PERIOD)
    assert table is not None
    shown = {point.id: point for point in report.points if point.period == PERIOD}
    assert shown
    for point in table.points:
        if point.id in shown:
            rate = shown[point.id].rate
            assert (point.findings, point.answered) == ((rate.findings, rate.n) if rate else (None, None))
    assert report.files is not None
    lower, upper = binomial_interval(report.files.findings, 130, 0.95)
    assert (report.files.n, report.files.lower, report.files.upper) == (
        130,
        round(float(lower) * 1000),
        round(float(upper) * 1000),
    )


def test_a_missing_branch_is_named_counted_and_bounded(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house, missing=("Z31",), substituted=True)
    report = preparation(house).report
    found = report.completeness
    assert (found.checked, found.expected, found.submitted, found.branches) == (130, 140, 13, 14)
    assert found.missing == ("Ort Z31",)
    assert [(one.code, one.count) for one in found.substituted] == [("at_court", 1)]
    assert report.bounds is not None
    assert report.files is not None
    assert report.bounds.unknown == 11
    assert report.bounds.best == round(1000 * report.files.findings / 141)
    assert report.bounds.worst == round(1000 * (report.files.findings + 11) / 141)


def test_four_quarters_back_make_a_comparison_and_an_order(sqlite_house: HouseUnderTest) -> None:
    open_fourteen(sqlite_house)
    for number in range(14, 0, -1):
        closed_month(sqlite_house, month=DECEMBER.shift(-number), rate=0.03)
    closed_month(sqlite_house, rate=0.25)
    report = preparation(sqlite_house).report
    assert [str(quarter) for quarter in report.quarters] == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"]
    assert report.compared >= 10
    assert report.standing_out
    assert {point.change for point in report.standing_out} == {"up"}
    majors = [point.major or 0 for point in report.heaviest]
    assert majors == sorted(majors, reverse=True)
    assert report.standing_out[0].months >= 1


def test_before_the_first_quarter_nothing_is_compared_and_nothing_drawn(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    report = preparation(house).report
    assert (report.quarters, report.compared, report.standing_out) == ((), 0, ())


def test_too_few_branches_leave_blanks_and_no_way_around_them(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        submitted_month(session, Invented(BENEFITS), DECEMBER, ("Z01", "Z06", "S13"))
    house.clock.set(datetime(2026, 12, 18, 10, tzinfo=UTC))
    actor = house.actor("gur")
    with house.runtime.transaction() as session:
        close(session, house.clock, actor, BENEFITS, DECEMBER, "Früh")
    report = preparation(house).report
    assert (report.files, report.estimate, report.bounds) == (None, None, None)
    assert {point.rate for point in report.points} == {None}
    assert report.completeness.checked == 30


def test_the_foot_names_the_promise_for_the_next_draw_and_the_journal(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    with house.runtime.transaction(writes=False) as session:
        position, head = journal.head(session)
    release(house)
    foot = out(house).monthly.foot
    assert (foot.journal_position, foot.journal_hash) == (position, head)


def test_nobody_acts_and_it_goes_out_by_itself_two_working_days_after_the_close(
    house: HouseUnderTest,
) -> None:
    open_fourteen(house)
    closed_month(house)
    assert not release_by_job(house, ON_TIME - timedelta(minutes=1))
    assert release_by_job(house, ON_TIME)
    assert not release_by_job(house, ON_TIME + timedelta(days=1))
    assert out(house).released_on == date(2026, 12, 22)


def test_every_branch_head_and_deputy_is_told_once_by_a_link_without_figures(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    release(house)
    path = f"/evaluation/benefits/report/{DECEMBER}"
    people = sorted(f"{code}{role}" for code in ("s13", "z01", "z06") for role in ("", "-deputy"))
    assert told(house) == [(person, path) for person in people]


def test_staff_prepares_and_only_the_head_releases(sqlite_house: HouseUnderTest) -> None:
    open_fourteen(sqlite_house)
    closed_month(sqlite_house)
    assert not preparation(sqlite_house, STAFF[BENEFITS]).may_release
    for person in ("gur-staff", "controller", "revision", "management", "z06"):
        with pytest.raises(NotPermitted):
            release(sqlite_house, person)
    with pytest.raises(NotThere):
        release(sqlite_house, "mui")


def test_a_second_release_is_refused_and_changes_nothing(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    seen = preparation(house).seen
    release(house)
    before = out(house).content
    with pytest.raises(Refused, match=r"seit dem 18\.12\.2026 hinaus"):
        release(house, seen=seen)
    assert out(house).content == before


def test_a_report_that_changed_since_the_preview_stays(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    seen = preparation(house).seen
    save(house, "Zur Karenzzeit gibt es einen neuen Eintrag im Wissenssystem.")
    with pytest.raises(Refused, match="seit Ihrer Vorschau geändert"):
        release(house, seen=seen)
    release(house)
    assert "Karenzzeit" in out(house).monthly.paragraph


def test_a_month_that_is_not_closed_has_no_report_to_prepare(sqlite_house: HouseUnderTest) -> None:
    with pytest.raises(NotThere):
        preparation(sqlite_house)
    with pytest.raises(NotThere):
        release(sqlite_house, seen="x")


def test_a_marked_paragraph_is_kept_and_does_not_go_out(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    save(house, "Im Verfahren S 12 AS 345/26 unterlagen wir.", confirmed=True)
    shown = preparation(house)
    assert shown.paragraph.text.startswith("Im Verfahren")
    assert shown.report.paragraph == ""
    with pytest.raises(Refused, match="markiert"):
        release(house)
    assert release_by_job(house, ON_TIME)
    assert out(house).monthly.paragraph == ""


def test_two_people_do_not_overwrite_each_other(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    save(house, "Erste Fassung.")
    with pytest.raises(StaleVersion):
        save(house, "Zweite Fassung.")
    assert preparation(house).paragraph.text == "Erste Fassung."
    save(house, "Zweite Fassung.", version=1)
    assert preparation(house).paragraph.text == "Zweite Fassung."


def test_a_paragraph_that_is_too_long_is_refused(sqlite_house: HouseUnderTest) -> None:
    open_fourteen(sqlite_house)
    closed_month(sqlite_house)
    with pytest.raises(FieldsRejected):
        save(sqlite_house, "a" * 1300)


def test_what_comes_late_is_named_beside_the_report_and_never_in_it(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house, missing=("Z06",))
    release(house)
    before = out(house)
    late = Invented(BENEFITS).branch("Z06", DECEMBER)
    late.late = True
    with house.runtime.transaction() as session:
        submit(session, BENEFITS, DECEMBER, "Z06", late)
        reports.note_late(session, BENEFITS, DECEMBER, "Z06", date(2027, 1, 8))
    after = out(house)
    assert (after.content, after.digest) == (before.content, before.digest)
    assert [(one.code, one.name, one.day) for one in after.late] == [
        ("Z06", "Bad Cannstatt", date(2027, 1, 8))
    ]


def test_a_content_that_was_changed_is_never_shown(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    release(house)
    with house.runtime.transaction() as session:
        row = reports.report_of(session, BENEFITS, PERIOD)
        assert row is not None
        row.content = row.content.replace('"checked":140', '"checked":141')
    with pytest.raises(IntegrityError):
        out(house)


def test_the_archive_holds_both_areas_and_what_is_being_prepared(house: HouseUnderTest) -> None:
    open_fourteen(house)
    for area in Area:
        closed_month(house, area)
    release(house)
    with house.runtime.transaction(writes=False) as session:
        of_branch = view_reports.archive(session, house.actor("z06"))
        of_unit = view_reports.archive(session, house.actor("mui-staff"))
        new = view_reports.newest_reports(session, house.clock, house.actor("z06"))
    assert {area: line.released_on for area, line in of_branch[PERIOD].items()} == {
        BENEFITS: date(2026, 12, 18)
    }
    line = of_unit[PERIOD][Area.INTEGRATION]
    assert (line.released_on, line.due_on) == (None, date(2026, 12, 22))
    assert [one.area for one in new] == [BENEFITS]
    house.clock.set(datetime(2027, 2, 1, 9, tzinfo=UTC))
    with house.runtime.transaction(writes=False) as session:
        assert view_reports.newest_reports(session, house.clock, house.actor("z06")) == []


def test_the_content_is_whole_numbers_in_one_form_only(house: HouseUnderTest) -> None:
    open_fourteen(house)
    closed_month(house)
    release(house)
    content = out(house).content
    assert MonthlyReport.from_json(content).to_json() == content
    assert FOURTEEN[0] not in content


def rechecked(house: HouseUnderTest, area: Area, both: int, overlooked: int) -> None:
    result = RecheckResult(10, {"L01": PairCounts(both=both, second_only=overlooked, neither=90)})
    with house.runtime.transaction() as session:
        row = MonthRecheck(area=area, month=DECEMBER, content=result.to_json(), digest=result.digest)
        session.add(row)


@pytest.mark.parametrize("area", list(Area))
def test_what_the_branches_overlook_is_told_as_soon_as_a_re_check_is_finished(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    house = sqlite_house
    open_fourteen(house)
    closed_month(house, area)
    assert preparation(house, HEADS[area], area).report.overlooked is None
    rechecked(house, area, both=8, overlooked=4)
    release(house, HEADS[area], area)
    found = out(house, area=area).monthly.overlooked
    lower, upper = binomial_interval(4, 12, 0.95)
    assert found is not None
    assert (found.findings, found.n) == (4, 12)
    assert (found.lower, found.upper) == (round(1000 * float(lower)), round(1000 * float(upper)))
    page = house.signed_in("z06").get(f"/evaluation/{area}/report/{DECEMBER}")
    assert "etwa 3 von 10 Beanstandungen unentdeckt (4 von 12, zwischen 9,9 und 65,1 %)" in page.text()


def test_nothing_overlooked_is_told_with_its_limit_and_never_as_zero(sqlite_house: HouseUnderTest) -> None:
    open_fourteen(sqlite_house)
    closed_month(sqlite_house, BENEFITS)
    rechecked(sqlite_house, BENEFITS, both=12, overlooked=0)
    release(sqlite_house)
    page = sqlite_house.signed_in("z06").get(f"/evaluation/{BENEFITS}/report/{DECEMBER}")
    assert "von 12 Beanstandungen der Nachprüfung hatten sie alle gefunden." in page.text()
    assert "bis zu 22,1 %" in page.text()
