"""The model cases of the demo are texts that may leave, about points of the grid, and reach the unit."""

import pytest
from sqlalchemy import select

from checklists.load import load_builtin
from iks.domain.clock import SetClock
from iks.domain.model_case import screened
from iks.domain.values import Area, ModelCaseState
from iks.services.play_model_cases import demo_texts, release_cases, write_case
from iks.services.set_up_house import example_organisation, read_organisation
from iks.store.casework import FileCheck
from iks.store.model_cases import ModelCase
from tests.house_under_test import MONTH, HouseUnderTest
from tests.web.test_follow_up import with_finding

AREAS = pytest.mark.parametrize("area", list(Area))


@AREAS
def test_every_text_of_the_demo_may_leave_a_branch(area: Area) -> None:
    branches = read_organisation(example_organisation())
    words = [word for branch in branches for word in (branch.code, branch.name)]
    points = {point.id for point in load_builtin(area.value).points}
    for point, text in demo_texts(area).items():
        found = screened(text, names_confirmed=False, house_words=words)
        assert found.may_leave, (point, found.marks)
        assert point in points


@AREAS
def test_a_head_writes_about_a_finding_and_a_second_person_releases_it(
    sqlite_house: HouseUnderTest, area: Area
) -> None:
    sheet, point = with_finding(sqlite_house, area)
    with sqlite_house.runtime.transaction() as session:
        rows = [session.get_one(FileCheck, sheet)]
        months = [MONTH.shift(n) for n in range(12)]
        head = sqlite_house.actor("z06")
        assert any(write_case(session, head, area, month, "Z06", rows) for month in months)
        case = session.scalars(select(ModelCase)).one()
        assert (case.check_point, case.text) == (point, demo_texts(area)[point])
        case.state = ModelCaseState.OFFERED
        session.flush()
        clock = SetClock(sqlite_house.clock.now())
        assert release_cases(session, clock, sqlite_house.actor("revision")) == 1
        assert case.state is ModelCaseState.RELEASED
