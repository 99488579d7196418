"""The rules among counts of objections, and the file they come in."""

from dataclasses import replace

import pytest

from checklists import load_builtin
from iks.domain.frame_fault import FrameFault, FrameFileRejected, sentence
from iks.domain.month import Month
from iks.domain.objection_file import COLUMNS, blank_rows, read_count, read_month, read_objections
from iks.domain.objection_sentences import OBJECTION_SENTENCES
from iks.domain.objections import ObjectionKind, TopicCounts, count_faults, sum_of
from iks.domain.values import Area
from iks.services.objection_topics import topics
from tests.objections_under_test import OCTOBER, all_topics, as_csv, counts

NOVEMBER = Month(2026, 11)


def read(data: bytes, stored: dict[object, TopicCounts] | None = None) -> tuple[TopicCounts, ...]:
    return read_objections(data, topics(), stored or {}, NOVEMBER)  # type: ignore[arg-type]


def faults_of(data: bytes, stored: dict[object, TopicCounts] | None = None) -> list[FrameFault]:
    with pytest.raises(FrameFileRejected) as rejected:
        read(data, stored)
    return list(rejected.value.faults)


def test_ten_topics_touch_points_that_the_grids_have() -> None:
    assert len(topics()) == 10
    for area in Area:
        known = {point.id for point in load_builtin(area.value).points}
        assert {point for topic in topics() for point in topic.points[area]} <= known
    assert sum(topic.demo_share for topic in topics()) == 100
    by_id = {topic.id: topic for topic in topics()}
    assert by_id["sanctions"].points == {Area.BENEFITS: ("L15",), Area.INTEGRATION: ("M17", "M18")}
    assert by_id["integration_benefits"].points[Area.INTEGRATION] == tuple(f"M{n:02}" for n in range(9, 15))


@pytest.mark.parametrize(
    ("german", "separator", "encoding"),
    [
        (True, ";", "utf-8-sig"),
        (True, ";", "cp1252"),
        (True, ",", "utf-8"),
        (True, "\t", "utf-16"),
        (False, ",", "utf-8"),
        (False, ";", "cp1252"),
    ],
)
def test_a_file_is_read_as_office_software_writes_it(german: bool, separator: str, encoding: str) -> None:  # noqa: FBT001
    rows = [*all_topics(OCTOBER), *all_topics(OCTOBER, ObjectionKind.COURT_CASE)]
    assert list(read(as_csv(rows, german=german, separator=separator, encoding=encoding))) == rows


def test_title_lines_and_a_line_of_sums_are_not_rows() -> None:
    lines = as_csv(all_topics(OCTOBER), encoding="utf-8").decode().splitlines()
    text = "\n".join(["Widersprüche Oktober 2026", "", *lines, "Summe;;;400;" + "1;" * 11, ";;;"])
    assert len(read(text.encode())) == 10


def test_every_fault_of_every_row_is_named_at_once() -> None:
    rows = as_csv(all_topics(OCTOBER), encoding="utf-8").decode().splitlines()
    rows[1] = rows[1].replace("10/2026", "13/2026").replace("Widerspruch", "Einspruch")
    rows[2] = rows[2].replace("Aufhebung und Erstattung", "Aufhebung") + ";"
    rows[3] = rows[3].replace(";40", ";vierzig", 1)
    rows[4] = rows[4].rpartition(";")[0]
    rows[5] = rows[5].rpartition(";")[0] + ";41"
    rows.append(rows[6])
    found = faults_of("\n".join(rows).encode())
    assert [(fault.row, fault.code) for fault in found] == [
        (2, "month_unknown"),
        (2, "kind_unknown"),
        (3, "topic_unknown"),
        (4, "no_count"),
        (5, "cell_empty"),
        (6, "balance"),
        (12, "row_twice"),
    ]
    german = [sentence(fault, "de", OBJECTION_SENTENCES) for fault in found]
    assert german[0] == (
        "Zeile 2, Spalte „Monat“: „13/2026“ ist kein Monat. Bitte schreiben Sie 2026-11 oder 11/2026."
    )
    assert german[5] == (
        "Zeile 6, Spalte „Bestand am Ende“: 40 am Anfang + 25 Eingänge − 25 Erledigungen = 40, nicht 41."
    )
    english = sentence(found[5], "en", OBJECTION_SENTENCES)
    assert english.endswith("40 at the beginning + 25 received − 25 closed = 40, not 41.")


def test_every_code_has_both_sentences_with_the_same_places() -> None:
    for english, german in OBJECTION_SENTENCES.values():
        assert english.count("{") == german.count("{")
        assert english != german


def test_a_header_without_a_column_names_it_and_one_with_it_twice_too() -> None:
    text = as_csv(all_topics(OCTOBER), encoding="utf-8").decode()
    missing = faults_of(text.replace("Eingänge", "Irgendwas").encode())
    assert [(fault.column, fault.code) for fault in missing] == [("Eingänge", "column_missing")]
    twice = faults_of(text.replace("Stattgegeben", "Eingang", 1).encode())
    assert [fault.code for fault in twice] == ["column_twice", "column_missing"]
    assert faults_of(b"a;b\n1;2")[0].code == "header_not_found"
    assert faults_of(b"")[0].code == "file_empty"
    only_header = ";".join(COLUMNS).encode()
    assert faults_of(only_header)[0].code == "no_rows"
    assert faults_of(b"PK\x03\x04" + only_header)[0].code == "workbook_given"


def test_a_month_that_is_not_over_is_refused() -> None:
    found = faults_of(as_csv([counts(Month(2026, 12))]))
    assert [(fault.code, fault.params["value"]) for fault in found] == [("month_not_over", "12/2026")]


def test_stock_is_carried_over_from_the_month_before() -> None:
    held = counts(OCTOBER, stock=40)
    after = counts(NOVEMBER, stock=41)
    assert [fault.code for fault in count_faults([after], {held.key: held})] == ["not_carried_over"]
    assert [fault.code for fault in count_faults([held], {after.key: after})] == ["next_month_differs"]
    # Both in one file: said once, at the later row.
    both = count_faults([held, after], {})
    assert [(fault.key[0], fault.code) for fault in both] == [(NOVEMBER, "not_carried_over")]
    corrected = counts(OCTOBER, stock=41)
    assert count_faults([corrected, after], {held.key: held}) == []
    assert count_faults([after], {}) == []


def test_there_are_not_more_reasons_than_cases_allowed() -> None:
    row = counts(OCTOBER)
    assert row.reasons == row.allowed
    wrong = replace(row, reason_other=1)
    assert [(fault.column, fault.code) for fault in count_faults([wrong], {})] == [
        ("reason_law", "too_many_reasons")
    ]
    assert count_faults([replace(row, reason_documents=0)], {}) == []


def test_sums_are_taken_over_all_topics() -> None:
    rows = all_topics(OCTOBER)
    assert sum_of(rows)["received"] == sum(row.received for row in rows)
    assert sum_of([])["stock_end"] == 0


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-11", "2026-11"),
        ("2026-11-01 00:00:00", "2026-11"),
        ("11.2026", "2026-11"),
        ("1/2026", "2026-01"),
        ("01.03.2026", "2026-03"),
        ("Mrz 26", "2026-03"),
        ("Mai 2026", "2026-05"),
        ("December 2025", "2025-12"),
        ("", "None"),
        ("2026", "None"),
        ("00/2026", "None"),
        ("Foo 2026", "None"),
        ("11/2004", "None"),
    ],
)
def test_a_month_is_read_as_spreadsheets_write_it(text: str, month: str) -> None:
    assert str(read_month(text)) == month


@pytest.mark.parametrize("text", ["", "-1", "1,5", "1.5", "zwei", "100.001", "²", "1e3", "12 3"])
def test_what_is_no_count_is_not_read(text: str) -> None:
    assert read_count(text) is None


def test_a_blank_file_carries_the_stock_over() -> None:
    held = {row.key: row for row in all_topics(OCTOBER)}
    rows = blank_rows(topics(), list(ObjectionKind), NOVEMBER, held)
    assert len(rows) == 30
    assert rows[0][:5] == ["2026-11", "Widerspruch", "Kosten der Unterkunft und Heizung", 40, None]
    assert rows[10][3] is None
