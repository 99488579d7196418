"""What objections say: months that stand out, topics beside their points, and the mapping's versions."""

import pytest

from iks.domain.month import Month
from iks.domain.objection_verdict import Share, TopicVerdict, weigh
from iks.domain.objections import ObjectionKind, TopicCounts
from iks.domain.values import Area
from iks.errors import FieldsRejected, NotPermitted, NotThere
from iks.services import analyse_objections, view_objections
from iks.services.analyse_objections import ObjectionAnalysis
from iks.services.compare_objections import compare, newest_month
from iks.services.map_topics import map_topic, topic_choice
from iks.services.objection_topics import points_in, topics
from iks.store import journal
from sampling.change import dispersion_factor, exact_against_before
from tests.house_under_test import HouseUnderTest
from tests.objections_under_test import OCTOBER, RECEIVED, all_topics, counts, taken_over, thirteen_months
from tests.services.release_factory import Invented
from tests.services.test_evaluate import close_months

BENEFITS, INTEGRATION = Area.BENEFITS, Area.INTEGRATION
NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
QUARTER = [Month(2026, 7), Month(2026, 8), Month(2026, 9)]


def with_rise(house: HouseUnderTest, **special: TopicCounts) -> None:
    """Record thirteen months, the last one with twice as many objections about housing."""
    taken_over(house, thirteen_months(**{"housing": counts(OCTOBER, received=128), **special}))


def analysis(house: HouseUnderTest, person: str = "gur", area: Area = BENEFITS) -> ObjectionAnalysis:
    with house.runtime.transaction(writes=False) as session:
        found = analyse_objections.analysis(session, house.actor(person), area)
    assert found is not None
    return found


def test_a_topic_stands_out_against_the_twelve_months_before(house: HouseUnderTest) -> None:
    with_rise(house)
    with house.runtime.transaction(writes=False) as session:
        compared = compare(session, OCTOBER)
        found = view_objections.developments(session, BENEFITS, NOVEMBER)
    one = compared.of(ObjectionKind.OBJECTION, "housing")
    assert one is not None
    assert (one.received, one.before, one.usual, one.change) == (128, 12 * 64, 64, "up")
    p = float(exact_against_before(128, 12 * 64, 12, dispersion=float(dispersion_factor([64] * 12))))
    # Ten topics of objections, and the court cases of those with ten or more a month.
    tested = 10 + sum(usual // 5 >= 10 for usual in RECEIVED.values())
    assert compared.tested == tested
    assert one.months == round(1 / (tested * max(p, 1e-12)))
    assert [(d.key, d.month, d.received, d.misapplied) for d in found] == [
        ("objection.housing", OCTOBER, 128, 128 // 4 // 3)
    ]
    assert [point.id for point in found[0].points] == ["L05", "L06", "L07"]
    assert found[0].label == "Kosten der Unterkunft und Heizung"


def test_each_report_shows_only_topics_that_touch_its_points(house: HouseUnderTest) -> None:
    with_rise(house, sanctions=counts(OCTOBER, "sanctions", received=75))
    with house.runtime.transaction(writes=False) as session:
        found = view_objections.developments(session, INTEGRATION, OCTOBER)
        assert len(view_objections.developments(session, BENEFITS, OCTOBER)) == 2
    assert [(d.topic, [point.id for point in d.points]) for d in found] == [("sanctions", ["M17", "M18"])]


def test_at_most_three_developments_and_the_rarest_first(sqlite_house: HouseUnderTest) -> None:
    rising = ("housing", "reversal_and_refund", "income_assets", "access", "procedure")
    special = {t: counts(OCTOBER, t, received=RECEIVED[t] * (4 if t == "access" else 2)) for t in rising}
    taken_over(sqlite_house, thirteen_months(**special))
    with sqlite_house.runtime.transaction(writes=False) as session:
        found = view_objections.developments(session, BENEFITS, OCTOBER)
    assert len(found) == 3
    assert found[0].topic == "access"


def test_a_fall_stands_out_as_well(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house, housing=counts(OCTOBER, received=12))
    assert [(d.topic, d.change) for d in analysis(sqlite_house).developments] == [("housing", "down")]


def test_months_that_vary_much_anyway_do_not_stand_out(sqlite_house: HouseUnderTest) -> None:
    rows = [counts(OCTOBER.shift(-n), received=(30, 98)[n % 2] if n else 98) for n in range(12, -1, -1)]
    taken_over(sqlite_house, rows)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert compare(session, OCTOBER).standing_out == ()
        assert view_objections.developments(session, BENEFITS, OCTOBER) == ()
        assert view_objections.is_comparable(session, OCTOBER)


def test_without_twelve_months_or_ten_cases_nothing_is_compared(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, thirteen_months()[20:])
    few = [
        counts(OCTOBER.shift(-n), "housing", ObjectionKind.INTERIM_RELIEF, received=9 - n) for n in range(9)
    ]
    taken_over(sqlite_house, few)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert compare(session, OCTOBER).tested == 0
        assert not view_objections.is_comparable(session, OCTOBER)
        assert view_objections.developments(session, BENEFITS, OCTOBER) == ()


def test_a_report_tells_of_the_newest_month_but_not_of_old_news(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    with sqlite_house.runtime.transaction(writes=False) as session:
        assert newest_month(session, DECEMBER) == OCTOBER
        assert newest_month(session, DECEMBER.shift(1)) is None
        assert newest_month(session, OCTOBER.shift(-1)) == OCTOBER.shift(-1)
        assert view_objections.developments(session, BENEFITS, DECEMBER.shift(1)) == ()


def test_the_topic_with_most_misapplied_law_is_one_of_the_area(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house, sanctions=counts(OCTOBER, "sanctions", received=75, law=18))
    with sqlite_house.runtime.transaction(writes=False) as session:
        benefits = view_objections.most_misapplied(session, BENEFITS, OCTOBER)
        integration = view_objections.most_misapplied(session, INTEGRATION, OCTOBER)
        assert view_objections.most_misapplied(session, BENEFITS, Month(2020, 1)) is None
    assert benefits is not None
    assert integration is not None
    usual = RECEIVED["other"] // 4 // 3
    assert (benefits.topic, benefits.misapplied, benefits.months) == ("housing", 11 * (64 // 4 // 3) + 10, 12)
    assert (integration.topic, integration.points) == ("other", ("M17",))
    assert integration.misapplied == 12 * usual


def test_topics_of_a_point_are_those_of_the_mapping(sqlite_house: HouseUnderTest) -> None:
    with_rise(sqlite_house)
    with sqlite_house.runtime.transaction(writes=False) as session:
        found = view_objections.topics_of_point(session, BENEFITS, "L16")
        assert view_objections.topics_of_point(session, BENEFITS, "L17") == ()
    assert {(one.kind, one.topic) for one in found} == {
        (kind, topic)
        for kind in (ObjectionKind.OBJECTION, ObjectionKind.COURT_CASE)
        for topic in ("procedure", "reversal_and_refund")
    }


def test_the_desk_sees_topics_beside_the_exact_figures_of_its_points(house: HouseUnderTest) -> None:
    with_rise(house)
    came = close_months(house, Invented(BENEFITS), QUARTER)
    found = analysis(house)
    assert len(found.periods) == 1
    sheets = [sheet for month in came.values() for branch in month.values() for sheet in branch.sheets]
    line = next(line for line in found.linked if line.topic == "housing")
    values = [sheet.answers[p].value for sheet in sheets for p in ("L05", "L06", "L07")]
    assert line.checks is not None
    assert line.checks.findings == values.count("finding")
    assert line.checks.n == values.count("finding") + values.count("ok")
    assert line.misapplied.n == 11 * 64 + 128
    assert [line.topic for line in found.others] == ["integration_benefits"]
    assert {line.topic for line in analysis(house, "mui", INTEGRATION).linked} == {
        "sanctions",
        "integration_benefits",
        "other",
    }


def test_high_in_both_is_a_focus_and_high_in_objections_only_is_blind() -> None:
    high, middle, low = Share(900, 0.12, 0.2), Share(900, 0.08, 0.12), Share(900, 0.02, 0.06)
    assert weigh(high, 0.1, high, 0.1) is TopicVerdict.FOCUS
    assert weigh(high, 0.1, low, 0.1) is TopicVerdict.BLIND
    assert weigh(high, 0.1, middle, 0.1) is TopicVerdict.OBJECTIONS
    assert weigh(middle, 0.1, high, 0.1) is TopicVerdict.SILENT
    assert weigh(low, 0.1, low, 0.1) is TopicVerdict.USUAL
    assert weigh(Share(29, 0.12, 0.9), 0.1, high, 0.1) is TopicVerdict.NO_STATEMENT
    assert weigh(high, 0.1, None, None) is TopicVerdict.NO_STATEMENT


def test_a_changed_mapping_holds_for_reports_to_come(house: HouseUnderTest) -> None:
    with_rise(house)
    close_months(house, Invented(BENEFITS), QUARTER)
    staff = house.actor("gur-staff")
    with house.runtime.transaction() as session:
        assert map_topic(session, house.clock, staff, BENEFITS, "housing", ["L06", "L12"])
        assert not map_topic(session, house.clock, staff, BENEFITS, "housing", ["L12", "L06"])
    with house.runtime.transaction(writes=False) as session:
        september, october = (points_in(session, BENEFITS, month) for month in (QUARTER[-1], OCTOBER))
        assert (september["housing"], october["housing"]) == (("L05", "L06", "L07"), ("L06", "L12"))
        assert october["access"] == ("L01", "L02", "L03")
        assert points_in(session, INTEGRATION, OCTOBER) == {t.id: t.points[INTEGRATION] for t in topics()}
        found = view_objections.developments(session, BENEFITS, OCTOBER)
        assert [point.id for point in found[0].points] == ["L06", "L12"]
        choice = topic_choice(session, house.clock, staff, BENEFITS, "housing")
        data = [e.data for e in journal.entries(session) if e.event == "topic_points_changed"]
    assert [point for point, _, linked in choice.points if linked] == ["L06", "L12"]
    assert [(v.valid_from, v.points) for v in choice.versions] == [(OCTOBER, ("L06", "L12"))]
    assert data == [
        '{"area":"benefits","check_points":["L06","L12"],"topic":"housing","valid_from":"2026-10"}'
    ]


def test_only_the_unit_of_the_area_maps_and_only_to_its_points(sqlite_house: HouseUnderTest) -> None:
    house = sqlite_house
    with house.runtime.transaction() as session:
        with pytest.raises(FieldsRejected):
            map_topic(session, house.clock, house.actor("gur"), BENEFITS, "housing", ["M01"])
        with pytest.raises(NotThere):
            map_topic(session, house.clock, house.actor("gur"), BENEFITS, "weather", ["L01"])
        with pytest.raises(NotThere):
            map_topic(session, house.clock, house.actor("gur"), INTEGRATION, "other", ["M01"])
        for person in ("controller", "revision", "management"):
            with pytest.raises(NotPermitted):
                map_topic(session, house.clock, house.actor(person), BENEFITS, "housing", ["L01"])


def test_others_see_no_objections(sqlite_house: HouseUnderTest) -> None:
    taken_over(sqlite_house, all_topics(OCTOBER))
    with sqlite_house.runtime.transaction(writes=False) as session:
        for person in ("z06", "admin", "staff-council", "data-protection"):
            with pytest.raises(NotPermitted):
                analyse_objections.analysis(session, sqlite_house.actor(person), BENEFITS)
        with pytest.raises(NotThere):
            analyse_objections.analysis(session, sqlite_house.actor("mui"), BENEFITS)
