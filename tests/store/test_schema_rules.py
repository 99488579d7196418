"""Rules that the database itself keeps, whatever the program does; both engines."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from iks.domain.values import Area, ExclusionReason
from iks.store.accounts import Account, by_username
from iks.store.draws import Draw, SampleFile, SeedSecret, current_draw, sample_of
from iks.store.frames import Frame, FrameRow, current_frame
from iks.store.journal import JournalHead
from iks.store.organisation import Branch
from iks.store.outbox import OutgoingMail
from tests.house_under_test import MONTH, START, HouseUnderTest
from tests.month_under_test import drawn

Act = Callable[[Session], object]


@pytest.fixture
def drawn_house(house: HouseUnderTest) -> HouseUnderTest:
    """A house whose benefits are drawn."""
    drawn(house, Area.BENEFITS)
    return house


def refuses(house: HouseUnderTest, act: Act, names: str) -> None:
    """Check that the database refuses an act and names the rule, or what the rule is about."""
    with house.runtime.transaction() as session:
        act(session)
        with pytest.raises(IntegrityError, match=names):
            session.flush()
        session.rollback()


def the_draw(session: Session) -> Draw:
    found = current_draw(session, Area.BENEFITS.value, MONTH)
    assert found is not None
    return found


def copy_of(draw: Draw, **changes: object) -> Draw:
    names = (
        "area",
        "month",
        "draw_code",
        "attempt",
        "frame_id",
        "secret_id",
        "allocation",
        "drawn_at",
        "late",
    )
    return Draw(**{name: getattr(draw, name) for name in names} | changes)


def unused_secret(session: Session) -> SeedSecret:
    query = select(SeedSecret).where(SeedSecret.state == "committed", SeedSecret.draw_code == "benefits")
    return session.scalars(query).one()


def test_a_month_has_one_draw_that_counts(drawn_house: HouseUnderTest) -> None:
    def again(session: Session) -> None:
        session.add(copy_of(the_draw(session), attempt=2, secret_id=unused_secret(session).id))

    refuses(drawn_house, again, "uq_draw_current|draw.draw_code, draw.month")


def test_a_voided_draw_makes_room_for_the_next_attempt(drawn_house: HouseUnderTest) -> None:
    with drawn_house.runtime.transaction() as session:
        first = the_draw(session)
        first.voided_at, first.void_reason = START, "last month's list"
        session.flush()
        session.add(copy_of(first, attempt=2, secret_id=unused_secret(session).id))
        session.flush()
        assert the_draw(session).attempt == 2


def test_an_attempt_has_its_number_once(drawn_house: HouseUnderTest) -> None:
    def same_number(session: Session) -> None:
        session.add(copy_of(the_draw(session), voided_at=START, secret_id=unused_secret(session).id))

    refuses(drawn_house, same_number, "attempt")


def test_a_secret_serves_one_draw(drawn_house: HouseUnderTest) -> None:
    def reuse(session: Session) -> None:
        session.add(copy_of(the_draw(session), attempt=2, voided_at=START))

    refuses(drawn_house, reuse, "secret_id")


def test_a_secret_is_gone_exactly_when_it_is_destroyed(drawn_house: HouseUnderTest) -> None:
    def forget(session: Session) -> None:
        the_draw(session).secret.sealed = None

    def keep(session: Session) -> None:
        the_draw(session).secret.state = "destroyed"

    for act in (forget, keep):
        refuses(drawn_house, act, "destroyed_means_gone")


def test_a_chain_has_each_link_once_and_no_commitment_twice(drawn_house: HouseUnderTest) -> None:
    def link(session: Session, **changes: object) -> None:
        values = {"draw_code": "benefits", "position": 99, "commitment": "0" * 64, "sealed": b"x"}
        session.add(SeedSecret(**values | {"committed_at": START} | changes))

    refuses(drawn_house, lambda session: link(session, position=1), "position")
    refuses(
        drawn_house,
        lambda session: link(session, commitment=unused_secret(session).commitment),
        "commitment",
    )
    refuses(drawn_house, lambda session: link(session, state="lost"), "state")


def test_a_locked_list_has_its_digest_and_an_open_one_has_none(drawn_house: HouseUnderTest) -> None:
    def change(**values: object) -> Act:
        def act(session: Session) -> None:
            frame = current_frame(session, Area.BENEFITS, MONTH)
            for name, value in values.items():
                setattr(frame, name, value)

        return act

    refuses(drawn_house, change(digest=None), "locked_with_digest")
    refuses(drawn_house, change(locked_at=None), "locked_with_digest")


def test_a_month_has_one_list_that_counts(drawn_house: HouseUnderTest) -> None:
    def second(session: Session) -> None:
        account = by_username(session, "controller")
        assert account is not None
        session.add(
            Frame(
                area=Area.BENEFITS,
                month=MONTH,
                attempt=2,
                reference_date=date(2026, 11, 20),
                imported_at=START,
                imported_by=account.id,
                source_digest="0" * 64,
                reading={},
                counts={},
            )
        )

    refuses(drawn_house, second, "uq_frame_current|frame.area, frame.month")


def test_a_file_stands_once_in_a_list_and_once_in_a_draw(drawn_house: HouseUnderTest) -> None:
    def in_list(session: Session) -> None:
        row = session.scalars(select(FrameRow).limit(1)).one()
        session.expunge(row)
        names = ("frame_id", "file_ref", "branch_code", "stratum", "status")
        session.add(FrameRow(**{name: getattr(row, name) for name in names}))

    refuses(drawn_house, in_list, "file_ref|pk_frame_row")

    def in_draw(**changes: object) -> Act:
        def act(session: Session) -> None:
            first = sample_of(session, the_draw(session), "Z06")[0]
            values = {"stratum": "-", "rank": 500, "position": 500, "file_ref": "new", "ticket": "0" * 64}
            values |= {name: getattr(first, name) for name in changes}
            session.add(SampleFile(draw_id=first.draw_id, branch_code="Z06", **values))

        return act

    for name in ("file_ref", "rank", "position"):
        refuses(drawn_house, in_draw(**{name: True}), name)


def test_a_file_is_left_out_with_reason_and_time_or_not_at_all(drawn_house: HouseUnderTest) -> None:
    def leave_out(**values: object) -> Act:
        def act(session: Session) -> None:
            first = sample_of(session, the_draw(session), "Z06")[0]
            for name, value in values.items():
                setattr(first, name, value)

        return act

    refuses(drawn_house, leave_out(exclusion_reason=ExclusionReason.MISSING), "excluded_with_reason")
    refuses(drawn_house, leave_out(excluded_at=START), "excluded_with_reason")


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("UPDATE draw SET area = 'somewhere'", "area"),
        ("UPDATE frame_row SET status = 'lost'", "status"),
        ("UPDATE sample_file SET exclusion_reason = 'lazy', excluded_at = '2026-12-01'", "exclusion_reason"),
        ("UPDATE branch SET kind = 'other'", "kind"),
        ("UPDATE branch SET valid_to = '2000-01'", "validity"),
        ("UPDATE draw SET month = '2031-01'", "(?i)foreign key"),
        ("UPDATE sample_file SET branch_code = branch_code || 'x'", "(?i)foreign key"),
        ("DELETE FROM branch", "(?i)foreign key"),
        ("DELETE FROM seed_secret", "(?i)foreign key"),
        ("UPDATE journal_head SET id = 2", "one_row"),
    ],
)
def test_a_value_outside_its_closed_list_or_without_its_origin_is_refused(
    drawn_house: HouseUnderTest, statement: str, names: str
) -> None:
    with (
        pytest.raises(IntegrityError, match=names),
        drawn_house.runtime.engine.begin() as connection,
    ):
        connection.execute(text(statement))


def test_the_journal_has_one_head(house: HouseUnderTest) -> None:
    refuses(house, lambda session: session.add(JournalHead(id=2, position=0, hash="x")), "one_row")


def test_nobody_is_told_of_the_same_occasion_twice(drawn_house: HouseUnderTest) -> None:
    def again(session: Session) -> None:
        mail = session.scalars(select(OutgoingMail).limit(1)).one()
        names = ("occasion", "account_id", "template", "values", "created_at")
        session.add(OutgoingMail(**{name: getattr(mail, name) for name in names}))

    refuses(drawn_house, again, "occasion")


def test_a_moment_without_a_time_zone_is_refused(house: HouseUnderTest) -> None:
    with house.runtime.transaction() as session:
        account = session.scalars(select(Account).limit(1)).one()
        account.created_at = datetime(2026, 12, 1, 6, 0)  # noqa: DTZ001 - what must be refused.
        with pytest.raises(StatementError, match="time zone"):
            session.flush()
        session.rollback()


def test_both_engines_order_file_numbers_by_their_bytes(house: HouseUnderTest) -> None:
    drawn(house, Area.BENEFITS)
    refs = ["a1", "B1", "b1", "Ä1", "A1", "A-1", "A 1", "10", "9", "a10", "z", "\u00e4"]
    with house.runtime.transaction() as session:
        frame = current_frame(session, Area.BENEFITS, MONTH)
        assert frame is not None
        values = {"frame_id": frame.id, "branch_code": "Z06", "stratum": "-", "status": "eligible"}
        session.add_all(FrameRow(file_ref=ref, **values) for ref in refs)
        session.flush()
        stored = session.scalars(
            select(FrameRow.file_ref).where(FrameRow.file_ref.in_(refs)).order_by(FrameRow.file_ref)
        ).all()
    assert stored == sorted(refs, key=str.encode)


def test_a_branch_of_a_closed_list_of_kinds_can_be_added(house: HouseUnderTest) -> None:
    """The counterpart of the refusals above: what keeps the rules passes."""
    with house.runtime.transaction() as session:
        session.add(Branch(code="Z99", name="Neu", kind="special", valid_from=MONTH))
    with house.runtime.transaction(writes=False) as session:
        kept = session.get_one(Branch, "Z99")
        assert (kept.name, kept.kind, kept.valid_from) == ("Neu", "special", MONTH)
