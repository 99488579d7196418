import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import build_checklist, load_builtin, plain_values
from iks.domain.frame_fault import SHOWN_FAULTS, FrameFileRejected, sentence
from iks.domain.frame_file import FrameLimits, read_frame
from iks.domain.frame_mapping import MappingRejected, builtin_mapping, load_mapping
from iks.domain.frame_sentences import SENTENCES
from sampling.canonical import canonical_frame

LISTS = Path(__file__).parents[1] / "data" / "frames"
BRANCHES = {
    "Z01": "Mitte", "Z02": "Nord", "Z03": "Ost", "Z04": "Süd", "Z05": "West", "Z06": "Bad Cannstatt",
    "Z07": "Feuerbach", "Z08": "Zuffenhausen", "Z09": "Vaihingen", "Z10": "Möhringen",
    "Z11": "Untertürkheim", "Z12": "Mühlhausen", "S13": "U25", "S14": "Wohnungslose und Selbstständige",
}  # fmt: skip
COUNTS = {
    "benefits": [1150, 1450, 2350, 1700, 1650, 3150, 2450, 2150, 1150, 1500, 1650, 1400, 250, 300],
    "integration": [1530, 1920, 3120, 2260, 2190, 4180, 3250, 2850, 1530, 1990, 2190, 1860, 330, 400],
}
GRIDS = {area: load_builtin(area) for area in COUNTS}
MAPPINGS = {area: builtin_mapping(area) for area in COUNTS}

SMALL = """schema: iks.frame-mapping/1
area: integration
branch: {column: "Ort", by: name}
file_ref: {column: "Nr"}
attributes:
"""
PLAIN = {
    "age_group": "30-54", "new_entry_last_12m": "ja", "placement_ready": "nein", "has_funding": "ja",
    "funding_kinds": "", "in_measure": "wahr", "measure_ended_last_6m": "0", "self_employed": "falsch",
}  # fmt: skip
WORDS = load_mapping(SMALL + "".join(f"  {name}: {{column: {name}}}\n" for name in PLAIN))
HEAD = ["Ort", "Nr", *PLAIN]


def row(place, number, **changes):
    return [place, number, *(PLAIN | changes).values()]


def written(*rows, head=HEAD, separator=";", end="\r\n"):
    return "".join(separator.join(cells) + end for cells in [head, *rows])


def read(data, area="benefits", mapping=None, **limits):
    data = data if isinstance(data, bytes) else data.encode()
    return read_frame(data, mapping or MAPPINGS[area], GRIDS[area], BRANCHES, FrameLimits(**limits))


def read_words(data, **limits):
    return read(data, "integration", WORDS, **limits)


def refused(data, area="integration", mapping=WORDS, **limits):
    """Return row, column and code of every fault of a list that has to be refused."""
    with pytest.raises(FrameFileRejected) as rejected:
        read(data, area, mapping, **limits)
    for fault in rejected.value.faults:
        assert sentence(fault, "de") != sentence(fault, "en")
    return [(fault.row, fault.column, fault.code) for fault in rejected.value.faults]


def real(name):
    return (LISTS / f"{name}.csv").read_bytes()


# The four real lists


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_a_real_list_is_read_whole_with_the_right_count_for_every_branch(area):
    frame = read(real(f"{area}-2026-12"), area)

    assert frame.counts == dict(zip(BRANCHES, COUNTS[area], strict=True))
    assert len(frame.rows) == sum(COUNTS[area])
    assert (frame.header_row, frame.ignored_columns, frame.reference_date) == (1, (), None)


def test_a_list_in_windows_1252_keeps_its_umlauts_and_german_values():
    frame = read(real("benefits-2026-12"))

    assert (frame.encoding, frame.separator) == ("cp1252", ";")
    assert frame.rows[2] == (
        "Z07",
        "-",
        "67702BG2855712",
        "eligible",
        {
            "decision_kind": "change",
            "last_decision_month": "2026-06",
            "approval_period_start": "2026-12-01",
            "benefit_unit_size": "1",
            "has_earned_income": False,
            "income_variable": True,
            "self_employed": False,
            "provisional": True,
            "housing_kind": "accommodation",
            "file_location": "branch",
        },
    )


def test_files_at_an_external_audit_are_in_the_list_but_not_eligible_and_missing_ones_are():
    frame = read(real("benefits-2026-12"))

    by_status = Counter((row.status, row.attributes["file_location"]) for row in frame.rows)
    assert by_status["at_external_audit", "external_audit"] == 84
    assert by_status["eligible", "missing"] == 18
    assert by_status.total() - 84 == sum(row.status == "eligible" for row in frame.rows)


def test_funding_decides_the_stratum_and_several_kinds_stand_in_one_cell():
    frame = read(real("integration-2026-12"), "integration")

    assert (frame.encoding, frame.separator) == ("utf-8-sig", ",")
    assert Counter(row.stratum for row in frame.rows) == {"funded": 5892, "unfunded": 23708}
    kinds = Counter(len(row.attributes["funding_kinds"]) for row in frame.rows)
    assert kinds[0] == 23708
    assert ("coaching", "work_opportunity") in {row.attributes["funding_kinds"] for row in frame.rows}


def test_title_lines_are_skipped_and_give_the_reference_date():
    frame = read(real("benefits-with-title-lines"))

    assert (len(frame.rows), frame.header_row, frame.separator) == (400, 3, "\t")
    assert frame.reference_date == date(2026, 11, 30)


TEN_FAULTS = [
    (12, "BG-Nummer", "file_ref_twice"),
    (22, "Zweigstelle", "branch_misspelt"),
    (32, "BG-Nummer", "file_ref_missing"),
    (42, "BG-Nummer", "file_ref_converted"),
    (52, "Beginn Bewilligungszeitraum", "date_impossible"),
    (62, "Unterkunft", "value_unknown"),
    (73, "BG-Nummer", "file_ref_twice"),
    (82, "BG-Nummer", "character"),
    (92, None, "row_short"),
    (102, None, "row_long"),
]


def test_the_faulty_list_is_refused_with_its_ten_faults_and_no_others():
    assert refused(real("benefits-faulty"), "benefits", None) == TEN_FAULTS


def test_each_of_the_ten_faults_has_a_sentence_that_helps():
    with pytest.raises(FrameFileRejected) as rejected:
        read(real("benefits-faulty"))

    said = [sentence(fault) for fault in rejected.value.faults]
    assert said[0] == (
        "Zeile 12, Spalte „BG-Nummer“: Das Aktenzeichen „67711BG7933070“ steht schon in Zeile 5."
    )
    assert "Meinten Sie „Bad Cannstatt“?" in said[1]
    assert "von einer Tabellenkalkulation" in said[3]
    assert "steht schon in Zeile 72" in said[6]
    assert "U+200B" in said[7]
    assert said[8] == "Zeile 92: Die Zeile hat 5 statt 12 Spalten."
    assert sentence(rejected.value.faults[9], "en") == "Row 102: The row has 13 columns instead of 12."


def test_the_error_itself_names_no_file_number():
    with pytest.raises(FrameFileRejected) as rejected:
        read(real("benefits-faulty"))

    assert str(rejected.value).startswith("Die Liste hat 10 Fehler. Es wurde nichts übernommen.")
    assert "BG" not in str(rejected.value)


@pytest.mark.parametrize("area", ["benefits", "integration"])
def test_what_is_accepted_here_is_accepted_by_the_draw(area):
    frame = read(real(f"{area}-2026-12"), area)

    drawn_from = canonical_frame([row.canonical for row in frame.rows], GRIDS[area].draw.allocation)

    assert len(drawn_from) == len(frame.rows)


# How a list may be written


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("utf-16", "utf-16")],
)
def test_every_way_office_software_writes_a_list_gives_the_same_rows(separator, end, encoding, named):
    text = written(row("Süd", "1"), row("Möhringen", "2"), separator=separator, end=end)

    frame = read_words(text.encode(encoding))

    assert [entry.canonical[:3] for entry in frame.rows] == [("Z04", "funded", "1"), ("Z10", "funded", "2")]
    assert (frame.encoding, frame.separator) == (named, separator)


def test_headings_are_found_whatever_their_case_and_blanks_and_others_are_ignored():
    head = ["  ORT ", "nr", *PLAIN, "Bearbeitung", ""]

    frame = read_words(written([*row("Nord", "1"), "Meier", ""], head=head))

    assert frame.ignored_columns == ("Bearbeitung",)
    assert "Meier" not in str(frame)


def test_quoted_cells_may_hold_separators_and_line_breaks_and_count_as_one_row():
    head = [*HEAD, "Bemerkung"]
    text = written([*row("Nord", "1"), '"a;b\r\nc"'], [*row("Nord", "1"), "x"], head=head)

    assert refused(text) == [(3, "Nr", "file_ref_twice")]


def test_empty_lines_are_no_case_files_but_count_as_rows():
    text = written(row("Nord", "1"), [""], ["", ";;;"], row("Nord", "1"), [" "])

    assert refused(text) == [(5, "Nr", "file_ref_twice")]


def test_a_line_that_names_the_separator_is_a_title_line():
    assert read_words("sep=;\r\n" + written(row("Nord", "1"))).header_row == 2


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Stichtag: 1.12.2026", date(2026, 12, 1)),
        ("STICHTAG;30.11.2026", date(2026, 11, 30)),
        ("Bestand zum Stichtag 2026-11-30", date(2026, 11, 30)),
        ("Stand 30.11.2026", None),
    ],
)
def test_a_title_line_may_name_the_reference_date(title, day):
    assert read_words(f"{title}\r\n" + written(row("Nord", "1"))).reference_date == day


def test_an_impossible_reference_date_is_a_fault():
    text = "Liste\r\nStichtag 31.11.2026\r\n" + written(row("Nord", "1"))

    assert refused(text) == [(2, None, "reference_date_impossible")]


def test_branches_without_a_file_are_counted_as_zero():
    frame = read_words(written(row("Nord", "1"), row("Nord", "2")))

    assert frame.counts == dict.fromkeys(BRANCHES, 0) | {"Z02": 2}


def test_blanks_around_a_number_and_decomposed_umlauts_are_brought_into_one_form():
    frame = read_words(written(row("Su\u0308d", " \u00a0A\u03081 ")))

    assert frame.rows[0].canonical == ("Z04", "funded", "\u00c41", "eligible")


# What makes a list impossible


def test_a_workbook_is_no_text():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as workbook:
        workbook.writestr("xl/workbook.xml", "<workbook/>")

    assert refused(packed.getvalue()) == [(None, None, "workbook_given")]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", [(None, None, "file_empty")]),
        (b"\xef\xbb\xbf \r\n\r\n", [(None, None, "file_empty")]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", [(None, None, "xls_given")]),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), [(None, None, "workbook_locked")]),
        (b"%PDF-1.7", [(None, None, "binary_given")]),
        (b"\x1f\x8b\x08", [(None, None, "binary_given")]),
        (b"Ort;Nr\nNord;\x001\n\x00;2", [(2, "Nr", "nul_character"), (3, "Ort", "nul_character")]),
        ("Ort;Nr".encode("utf-16-le"), [(1, None, "nul_character")]),
        (b"Ort;Nr\nNord;\x811\n", [(2, None, "encoding_unknown")]),
        (b"\xff\xfeO", [(1, None, "encoding_unknown")]),
        (b"\xef\xbb\xbfOrt;Nr\r\n\r\nNord;\xfc", [(3, None, "encoding_unknown")]),
        (b"Branch;Number\nNord;1\n", [(None, None, "header_not_found")]),
        (b"just one word", [(None, None, "header_not_found")]),
    ],
)
def test_a_file_that_is_no_list_gets_one_clear_fault(data, faults):
    assert refused(data) == faults


def test_a_list_without_the_header_names_the_columns_it_should_have():
    with pytest.raises(FrameFileRejected) as rejected:
        read_words("Branch;Number\n")

    assert "Ort, Nr, age_group" in sentence(rejected.value.faults[0])


def test_all_missing_columns_are_named_at_once():
    text = written(["Nord", "1", "30-54"], head=["Ort", "Nr", "age_group"])

    assert refused(text) == [(1, name, "column_missing") for name in HEAD[3:]]


def test_a_heading_that_stands_there_twice_is_named():
    text = "Liste\n" + written([*row("Nord", "1"), "2"], head=[*HEAD, " NR"])

    assert refused(text) == [(2, "Nr", "column_twice")]


def test_a_header_without_any_case_file_is_refused():
    assert refused(written()) == [(None, None, "no_rows")]
    assert refused(written([""], [" "])) == [(None, None, "no_rows")]


def test_a_file_over_the_size_limit_is_not_even_decoded():
    text = written(row("Nord", "1"))

    assert refused(text, max_bytes=len(text) - 1) == [(None, None, "file_too_large")]
    assert len(read_words(text, max_bytes=len(text)).rows) == 1


def test_the_limits_in_the_browser_are_ten_mebibytes_and_a_hundred_thousand_rows():
    assert refused(b"x" * (10 * 1024 * 1024 + 1)) == [(None, None, "file_too_large")]
    many = written(*(["Nord", str(n), *PLAIN.values()] for n in range(100_001)))

    assert refused(many) == [(100_002, None, "too_many_rows")]


def test_reading_stops_at_the_row_limit():
    text = written(*(row("Nord", str(n)) for n in range(4)))

    assert refused(text, max_rows=3) == [(5, None, "too_many_rows")]
    assert len(read_words(text, max_rows=4).rows) == 4


# What makes a row impossible


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (row("Norden", "2"), "Ort", "branch_misspelt"),
        (row("Z02", "2"), "Ort", "branch_unknown"),
        (row("", "2"), "Ort", "value_missing"),
        (row("No\u00adrd", "2"), "Ort", "character"),
        (row("Nord", " \u00a0"), "Nr", "file_ref_missing"),
        (row("Nord", "2\t3"), "Nr", "character"),
        (row("Nord", "2\u2028"), "Nr", "character"),
        (row("Nord", "2" * 65), "Nr", "cell_too_long"),
        (row("Nord", "1,2E+11"), "Nr", "file_ref_converted"),
        (row("Nord", "1"), "Nr", "file_ref_twice"),
        (row("Nord", " 1 "), "Nr", "file_ref_twice"),
        (row("Nord", "2", age_group=""), "age_group", "value_missing"),
        (row("Nord", "2", age_group="30–54"), "age_group", "value_unknown"),
        (row("Nord", "2", has_funding="vielleicht"), "has_funding", "value_unknown"),
        (row("Nord", "2", has_funding=""), "has_funding", "value_missing"),
        (row("Nord", "2", funding_kinds="coaching, other"), "funding_kinds", "value_unknown"),
    ],
)
def test_a_cell_that_means_nothing_is_named_with_row_and_column(cells, column, code):
    assert refused(written(row("Nord", "1"), cells)) == [(3, column, code)]


def test_several_faults_in_one_row_are_all_named():
    text = written(row("Nord", "1"), row("Nirgends", "1", age_group="alt", in_measure="y/n"))

    assert refused(text) == [
        (3, "Ort", "branch_unknown"),
        (3, "Nr", "file_ref_twice"),
        (3, "age_group", "value_unknown"),
        (3, "in_measure", "value_unknown"),
    ]


def test_a_number_of_a_faulty_row_still_counts_when_it_comes_again():
    text = written(row("Nirgends", "1"), row("Nord", "1"))

    assert refused(text) == [(2, "Ort", "branch_unknown"), (3, "Nr", "file_ref_twice")]


def test_the_header_in_the_middle_of_the_list_is_named_as_that():
    assert refused(written(row("Nord", "1"), HEAD)) == [(3, None, "header_repeated")]


def test_broken_quotation_marks_are_named_and_reading_goes_on_where_it_can():
    broken = ['"Nord"x', *row("", "2")[1:]]

    assert refused(written(broken, row("Nord", "1"), row("Nord", "1"))) == [
        (2, None, "quotes_broken"),
        (4, "Nr", "file_ref_twice"),
    ]


def test_a_quotation_mark_that_never_ends_is_named_where_it_begins():
    never_ends = ['"Nord', *row("", "2")[1:]]

    assert refused(written(row("Nord", "1"), never_ends, row("Nord", "3"))) == [(3, None, "quotes_broken")]


def test_two_branches_of_one_name_cannot_be_told_apart_by_name():
    data = written(row("Nord", "1"), row("West", "2")).encode()

    with pytest.raises(FrameFileRejected) as rejected:
        read_frame(data, WORDS, GRIDS["integration"], BRANCHES | {"Z99": "Nord"})

    assert [(f.row, f.code) for f in rejected.value.faults] == [(2, "branch_ambiguous")]


def test_a_file_whose_stratum_is_not_clear_is_refused_not_guessed():
    values = plain_values(GRIDS["integration"])
    values["case_attributes"][8]["required"] = True
    grid = build_checklist(values)
    gaping = grid.draw.model_copy(update={"strata": {"funded": grid.draw.strata["funded"]}})
    data = written(row("Nord", "1"), row("Nord", "2", has_funding="nein")).encode()

    with pytest.raises(FrameFileRejected) as rejected:
        read_frame(data, WORDS, grid.model_copy(update={"draw": gaping}), BRANCHES)

    assert [(f.row, f.column, f.code) for f in rejected.value.faults] == [(3, None, "stratum_none")]


def test_attributes_marked_sensitive_are_never_read():
    values = plain_values(GRIDS["integration"])
    for attribute in values["case_attributes"]:
        if attribute["id"] in {"age_group", "placement_ready"}:
            attribute["sensitive"] = True
    data = written(row("Nord", "1", age_group="unreadable")).encode()

    frame = read_frame(data, WORDS, build_checklist(values), BRANCHES)

    assert frame.ignored_columns == ("age_group", "placement_ready")
    assert not {"age_group", "placement_ready"} & frame.rows[0].attributes.keys()
    assert "unreadable" not in str(frame)


def test_an_optional_value_that_is_empty_is_not_known():
    mapping = MAPPINGS["benefits"]
    lines = real("benefits-2026-12").decode("cp1252").splitlines()
    text = "\n".join([lines[0], lines[1].rpartition(";")[0] + ";"])

    assert "file_location" not in read(text, mapping=mapping).rows[0].attributes


def test_a_mapping_that_does_not_fit_the_grid_is_refused_before_anything_is_read():
    with pytest.raises(MappingRejected):
        read_frame(b"", MAPPINGS["benefits"], GRIDS["integration"], BRANCHES)


def test_all_faults_are_counted_and_the_first_ones_are_kept():
    text = written(*(row("Nirgends", str(n)) for n in range(SHOWN_FAULTS + 50)))

    with pytest.raises(FrameFileRejected) as rejected:
        read_words(text)

    assert rejected.value.total == SHOWN_FAULTS + 50
    assert len(rejected.value.faults) == SHOWN_FAULTS
    assert rejected.value.params == {"total": SHOWN_FAULTS + 50}
    assert str(rejected.value).startswith(f"Die Liste hat {SHOWN_FAULTS + 50} Fehler.")


def test_every_reason_has_a_german_and_an_english_sentence_with_the_same_places():
    for code, sentences in SENTENCES.items():
        assert len(set(sentences)) == 2, code
        places = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in sentences]
        assert places[0] == places[1], code


# Whatever is uploaded


def outcome(data, area):
    """Return a list that was read or its error; anything else raised is a failure of the test."""
    try:
        return read(data, area)
    except FrameFileRejected as rejected:
        return rejected


def is_sound(result):
    if isinstance(result, FrameFileRejected):
        assert result.total >= len(result.faults) >= 1
        return all(sentence(fault, "de") and sentence(fault, "en") for fault in result.faults)
    return len(canonical_frame([row.canonical for row in result.rows])) == sum(result.counts.values())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_give_anything_but_a_list_or_its_faults(data):
    assert is_sound(outcome(data, "benefits"))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('"";,\t\r\n\0 Zweigstelle;BG-Nummer\u200b\ufeffä1'), max_size=200))
def test_no_text_gives_anything_but_a_list_or_its_faults(text):
    assert is_sound(outcome(text.encode(), "benefits"))


HEADS = {
    "benefits": b"".join(real("benefits-2026-12").splitlines(keepends=True)[:40]),
    "integration": b"".join(real("integration-2026-12").splitlines(keepends=True)[:40]),
}


@settings(max_examples=400, deadline=None)
@given(
    area=st.sampled_from(sorted(HEADS)),
    changes=st.lists(
        st.tuples(st.integers(0, 4000), st.binary(max_size=6), st.integers(0, 60)), min_size=1, max_size=5
    ),
)
def test_a_damaged_list_gives_a_list_or_its_faults_and_nothing_else(area, changes):
    data = HEADS[area]
    for position, instead, length in changes:
        data = data[:position] + instead + data[position + length :]

    assert is_sound(outcome(data, area))


def test_a_row_of_a_million_cells_is_refused_like_any_other():
    assert refused(";" * 1_000_000) == [(None, None, "header_not_found")]
    assert refused(written(row("Nord", "1")) + ";" * 1_000_000 + "x") == [(3, None, "row_long")]
