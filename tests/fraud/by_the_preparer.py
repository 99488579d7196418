"""Frauds of whoever prepares the list, or could choose the moment: they come before the draw."""

from dataclasses import replace
from datetime import date, timedelta

from iks.domain.values import Area
from iks.services.draw_month import DrawRules
from iks.services.frame_upload import FrameUpload
from iks.services.import_frame import import_frame
from tests.fraud.deed import Fraud, refused
from tests.house_under_test import MONTH, HouseUnderTest
from tests.month_under_test import DRAW_MOMENT, SIZES, announce, draw, drawn, lock, small_list, upload

FULL = small_list(Area.BENEFITS)


def _hand_in(house: HouseUnderTest, data: bytes, **fields: object) -> str:
    wanted = replace(FrameUpload(Area.BENEFITS, MONTH, data), **fields)

    def take() -> None:
        with house.runtime.transaction() as session:
            import_frame(session, house.clock, house.actor("controller"), wanted)

    return refused(take)


def _line(number: int) -> bytes:
    return FULL.split(b"\r\n")[number]


def the_unwanted_files_are_dropped_and_the_control_total_is_left(house: HouseUnderTest) -> str:
    rows = FULL.split(b"\r\n")
    return _hand_in(house, b"\r\n".join(rows[:-3]), control_total=sum(SIZES.values()))


def many_files_of_one_branch_are_dropped(house: HouseUnderTest) -> str:
    house.clock.set(DRAW_MOMENT - timedelta(days=31))
    upload(house, Area.BENEFITS, month=MONTH.shift(-1))
    lock(house, Area.BENEFITS, month=MONTH.shift(-1))
    house.clock.set(DRAW_MOMENT)
    return _hand_in(house, small_list(Area.BENEFITS, {**SIZES, "Z06": 40}))


def a_file_stands_in_the_list_twice_to_have_two_tickets(house: HouseUnderTest) -> str:
    return _hand_in(house, FULL + b"\r\n" + _line(5))


def a_file_stands_in_two_branches_to_have_two_tickets(house: HouseUnderTest) -> str:
    other = _line(5).replace(b"Mitte", b"Bad Cannstatt")
    return _hand_in(house, FULL + b"\r\n" + other)


def a_file_gets_a_second_ticket_by_a_blank_behind_its_number(house: HouseUnderTest) -> str:
    fields = _line(5).split(b";")
    fields[1] += b" "
    return _hand_in(house, FULL + b"\r\n" + b";".join(fields))


def a_status_that_nobody_knows_keeps_files_out(house: HouseUnderTest) -> str:
    return _hand_in(house, FULL.replace(b"Zweigstelle\r\n", b"bitte nicht ziehen\r\n", 3))


def the_list_of_an_old_reference_date_is_handed_in(house: HouseUnderTest) -> str:
    return _hand_in(house, FULL, reference_date=date(2026, 10, 1))


def the_list_is_replaced_after_the_lock(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    return _hand_in(house, small_list(Area.BENEFITS, {**SIZES, "Z06": 50}))


def the_list_is_locked_a_second_time(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    return refused(lambda: lock(house, Area.BENEFITS))


def the_draw_comes_before_the_lock(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    return refused(lambda: draw(house, Area.BENEFITS))


def the_draw_comes_early_while_the_list_can_still_be_voided(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    return refused(lambda: draw(house, Area.BENEFITS))


def a_public_value_is_tried_that_nobody_announced(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    return refused(lambda: draw(house, Area.BENEFITS, public_value="3 5 6", actor=house.actor("revision")))


def a_source_is_named_after_the_lock(house: HouseUnderTest) -> str:
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    return refused(lambda: announce(house, Area.BENEFITS, "Lottozahlen von gestern"))


def the_announced_value_is_left_out(house: HouseUnderTest) -> str:
    announce(house, Area.BENEFITS)
    upload(house, Area.BENEFITS)
    lock(house, Area.BENEFITS)
    house.clock.set(DRAW_MOMENT)
    rules = DrawRules(public_value_required=True)
    return refused(lambda: draw(house, Area.BENEFITS, rules=rules))


def the_draw_is_repeated_until_it_pleases(house: HouseUnderTest) -> str:
    drawn(house, Area.BENEFITS)
    return refused(lambda: draw(house, Area.BENEFITS))


FRAUDS = (
    Fraud(the_unwanted_files_are_dropped_and_the_control_total_is_left, "82"),
    Fraud(many_files_of_one_branch_are_dropped, "deutlich kürzer"),
    Fraud(a_file_stands_in_the_list_twice_to_have_two_tickets, "steht schon in Zeile"),
    Fraud(a_file_stands_in_two_branches_to_have_two_tickets, "steht schon in Zeile"),
    Fraud(a_file_gets_a_second_ticket_by_a_blank_behind_its_number, "steht schon in Zeile"),
    Fraud(a_status_that_nobody_knows_keeps_files_out, "bitte nicht ziehen"),
    Fraud(the_list_of_an_old_reference_date_is_handed_in, "Stichtag"),
    Fraud(the_list_is_replaced_after_the_lock, "gesperrt"),
    Fraud(the_list_is_locked_a_second_time, "schon gesperrt"),
    Fraud(the_draw_comes_before_the_lock, "noch nicht gesperrt"),
    Fraud(the_draw_comes_early_while_the_list_can_still_be_voided, "erst am 01.12.2026"),
    Fraud(a_public_value_is_tried_that_nobody_announced, "kein öffentlicher Wert angekündigt"),
    Fraud(a_source_is_named_after_the_lock, "schon gesperrt"),
    Fraud(the_announced_value_is_left_out, "fehlt noch der öffentliche Wert"),
    Fraud(the_draw_is_repeated_until_it_pleases, "schon gezogen"),
)
