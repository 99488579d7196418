"""What people and office software do to a list: other dates, other words, lines around it, damage in it."""

import doctest
from importlib import import_module

import pytest

from checklists import load_builtin
from iks.domain.frame_fault import FrameFileRejected, sentence
from iks.domain.frame_file import FrameLimits, read_frame
from iks.domain.frame_mapping import load_mapping

BRANCHES = {"Z01": "Mitte", "Z02": "Nord", "Z03": "Gesamtstadt"}
GRID = load_builtin("benefits")
HEAD = ["Ort", "Nr", "Art", "Monat", "Beginn", "Größe", "Erwerb", "Schwankt", "Selbst", "Vorl", "Wohnen"]
PLAIN = ["Erstantrag", "08.2026", "01.10.2025", "1", "ja", "nein", "ja", "nein", "Miete"]
TEXT = """schema: iks.frame-mapping/1
area: benefits
branch: {{column: Ort, by: name}}
file_ref: {{column: Nr{pattern}}}
attributes:
  decision_kind: {{column: Art, values: {{Erstantrag: initial}}}}
  last_decision_month: {{column: Monat, format: "{month}"}}
  approval_period_start: {{column: Beginn, format: "{day}"}}
  benefit_unit_size: {{column: Größe}}
  has_earned_income: {{column: Erwerb{words}}}
  income_variable: {{column: Schwankt}}
  self_employed: {{column: Selbst}}
  provisional: {{column: Vorl}}
  housing_kind: {{column: Wohnen, values: {{Miete: rent}}}}
"""


def mapping(words="", month="MM.YYYY", day="DD.MM.YYYY", pattern=r", pattern: '\d{1,4}'"):
    return load_mapping(TEXT.format(words=words, month=month, day=day, pattern=pattern))


def row(number, branch="Mitte", **cells):
    found = [branch, number, *PLAIN]
    for name, cell in cells.items():
        found[HEAD.index(name)] = cell
    return found


def written(*rows, above=(), below=(), head=HEAD):
    return "\r\n".join([*above, *(";".join(cells) for cells in [head, *rows]), *below])


def read(text, used=None, **limits):
    data = text if isinstance(text, bytes) else text.encode()
    return read_frame(data, used or mapping(), GRID, BRANCHES, FrameLimits(**limits))


def refused(text, used=None, **limits):
    with pytest.raises(FrameFileRejected) as rejected:
        read(text, used, **limits)
    assert all(sentence(fault, "de") != sentence(fault, "en") for fault in rejected.value.faults)
    return [(fault.row, fault.column, fault.code) for fault in rejected.value.faults]


def attribute(name, used=None, **cells):
    return read(written(row("1", **cells)), used).rows[0].attributes[name]


# Dates


@pytest.mark.parametrize(
    "cell",
    [
        "01.10.2025",
        "1.10.2025",
        "1. 10. 2025",
        "01.10.2025 00:00",
        "2025-10-01",
        "2025-10-01 00:00:00",
        "2025-10-01T08:30",
    ],
)
def test_a_day_may_be_written_as_germans_or_machines_write_it(cell):
    assert attribute("approval_period_start", Beginn=cell) == "2025-10-01"


@pytest.mark.parametrize("cell", ["08.2026", "8.2026", "08/2026", "2026-08", "2026-08-01", "17.08.2026"])
def test_a_month_may_be_written_as_a_month_or_as_a_day_in_it(cell):
    assert attribute("last_decision_month", Monat=cell) == "2026-08"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("10/01/2025", "date_form"),
        ("01.10.25", "date_form"),
        ("2025", "date_form"),
        ("45931", "date_form"),
        ("Okt 25", "date_form"),
        ("31.11.2025", "date_impossible"),
        ("2025-02-29", "date_impossible"),
        ("08.2026", "date_form"),
    ],
)
def test_a_day_that_could_mean_another_one_is_not_guessed(cell, code):
    assert refused(written(row("1", Beginn=cell))) == [(2, "Beginn", code)]


def test_where_the_month_comes_first_no_german_day_is_read():
    american = mapping(day="MM.DD.YYYY")
    assert attribute("approval_period_start", american, Beginn="10.01.2025") == "2025-10-01"
    assert refused(written(row("1", Beginn="1.10.2025")), american) == [(2, "Beginn", "date_form")]


# Truth values and numbers


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        *(
            (word, True)
            for word in ("ja", "Ja", "JA", "J", "j", "x", "X", "wahr", "WAHR", "true", "1", "yes")
        ),
        *((word, False) for word in ("nein", "N", "n", "falsch", "FALSCH", "false", "0", "no")),
    ],
)
@pytest.mark.parametrize("words", ["", ", values: {ja: true, nein: false}"])
def test_yes_and_no_are_known_in_every_usual_form(cell, meaning, words):
    assert attribute("has_earned_income", mapping(words), Erwerb=cell) is meaning


def test_own_words_for_yes_and_no_shut_out_the_usual_ones_that_could_mean_something_else():
    own = mapping(", values: {N: true, E: false}")
    assert attribute("has_earned_income", own, Erwerb="N") is True
    assert attribute("has_earned_income", own, Erwerb="WAHR") is True
    assert refused(written(row("1", Erwerb="ja"), row("2", Erwerb="0")), own) == [
        (2, "Erwerb", "value_unknown"),
        (3, "Erwerb", "value_unknown"),
    ]


def test_a_column_of_crosses_says_in_its_mapping_what_an_empty_cell_means():
    crosses = mapping(', values: {x: true, "": false}')
    assert attribute("has_earned_income", crosses, Erwerb="") is False
    assert attribute("has_earned_income", crosses, Erwerb="X") is True
    assert refused(written(row("1", Erwerb=""))) == [(2, "Erwerb", "value_missing")]


def test_the_sentence_names_only_the_words_of_the_column():
    with pytest.raises(FrameFileRejected) as rejected:
        read(written(row("1", Erwerb="vielleicht"), row("2", Größe="6,5")))
    said = [sentence(fault) for fault in rejected.value.faults]
    assert said[0].endswith("Möglich sind: ja, nein.")
    assert said[1].endswith("Möglich sind: 1, 2, 3-4, 5+.")


@pytest.mark.parametrize("cell", ["2", "2,0", "2.00", " 2 "])
def test_a_whole_number_may_have_a_needless_fraction(cell):
    assert attribute("benefit_unit_size", Größe=cell) == "2"


# Lines around the list


@pytest.mark.parametrize(
    "below",
    [
        ["Gesamt;2"],
        ["", "Summe: 2 Akten"],
        ["Gesamt;2;;;;;;;;;", "", "Anzahl Datensätze;2"],
        ["2 Datensätze"],
        [";Gesamtsumme;2"],
    ],
)
def test_lines_below_the_list_that_count_it_are_no_case_files(below):
    assert len(read(written(row("1"), row("2"), below=below)).rows) == 2


def test_a_total_in_the_middle_of_a_list_is_no_end():
    text = written(row("1"), ["Zwischensumme", "1"], row("2"))
    assert refused(text) == [(3, None, "row_short")]


def test_a_case_file_is_never_taken_for_a_total():
    assert len(read(written(row("1"), row("2", "Gesamtstadt"))).rows) == 2
    assert refused(written(row("1"), row("2", "Gesamtort"))) == [(3, "Ort", "branch_unknown")]
    without = mapping(pattern="")
    assert refused(written(row("1"), row("A2", "Summe")), without) == [(3, "Ort", "branch_unknown")]


def test_the_last_line_of_a_file_that_was_cut_is_a_fault():
    whole = written(row("1"), row("2"))
    for missing in range(1, len(";".join(row("2")))):
        assert {place for place, *_ in refused(whole[:-missing])} == {3}


def test_title_lines_above_the_list_may_be_wider_or_narrower_than_it():
    above = ["Bestand", ";".join("Auswertung" for _ in range(30)), "", "Stichtag;30.11.2026"]
    frame = read(written(row("1"), above=above))
    assert (frame.header_row, str(frame.reference_date)) == (5, "2026-11-30")


def test_headings_may_be_broken_over_lines():
    head = [f'"{HEAD[0]}"', '"Nr\n"', *HEAD[2:]]
    assert len(read(written(row("1"), head=head)).rows) == 1


def test_empty_columns_at_the_end_of_some_rows_do_not_matter():
    assert len(read(written([*row("1"), "", " "], row("2"))).rows) == 2
    assert refused(written([*row("1"), "", "x"])) == [(2, None, "row_long")]


# Damage


def test_every_nul_character_is_named_with_row_and_column():
    text = written(row("1"), row("\0" + "2"), row("3", Wohnen="Mi\0ete"), [*row("4"), "\0"])
    assert refused(text) == [
        (3, "Nr", "nul_character"),
        (4, "Wohnen", "nul_character"),
        (5, None, "nul_character"),
    ]


def test_text_in_the_encoding_of_another_system_names_the_row():
    text = written(row("1"), row("2", "Süd"))
    assert refused(text.encode("cp850")) == [(3, None, "encoding_unknown")]
    assert refused(text.encode("utf-16-le"))[0][2] == "nul_character"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_unicode_text_of_excel_is_read(encoding):
    text = written(row("1")).replace(";", "\t")
    assert read(text.encode(encoding)).encoding == encoding


def test_a_million_columns_are_refused_at_once():
    wide = ";" * 1_000_000
    assert refused(wide) == [(None, None, "header_not_found")]
    assert refused(written(row("1")) + "\r\n" + wide + "x") == [(3, None, "row_long")]
    assert refused(";".join(HEAD) + wide) == [(None, None, "header_not_found")]


def test_a_cell_without_an_end_says_what_is_probably_missing():
    text = written(row("1"), ['"Mitte', *row("2")[1:]], *(row(str(n)) for n in range(3, 3003)))
    assert refused(text) == [(3, None, "cell_endless")]


def test_a_header_that_stands_there_twice_is_named_where_it_comes_again():
    assert refused(written(HEAD, row("1"))) == [(2, None, "header_repeated")]
    assert refused(written(row("1"), head=[*HEAD, "Nr"]))[0] == (1, "Nr", "column_twice")


@pytest.mark.parametrize(
    "name",
    [
        "absent_branch",
        "frame_archive",
        "frame_fault",
        "frame_table",
        "frame_text",
        "frame_values",
        "progress",
    ],
)
def test_the_examples_in_the_docstrings_are_right(name):
    outcome = doctest.testmod(import_module(f"iks.domain.{name}"))
    assert outcome.failed == 0
    assert outcome.attempted
