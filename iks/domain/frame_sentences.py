"""The reasons why a list of active files or its mapping is refused, each in English and in German."""

_FILE = {
    "file_empty": (
        "The file is empty.",
        "Die Datei ist leer.",
    ),
    "file_too_large": (
        "The file is larger than {limit} MiB.",
        "Die Datei ist größer als {limit} MiB.",
    ),
    "workbook_given": (
        "This is a workbook, not a text file.",
        "Das ist eine Arbeitsmappe, keine Textdatei.",
    ),
    "xls_given": (
        "This is an Excel file of the old kind (.xls). Please save it as an Excel workbook (.xlsx).",
        "Das ist eine alte Excel-Datei (.xls). Bitte speichern Sie sie als Excel-Arbeitsmappe (.xlsx).",
    ),
    "workbook_other": (
        "This is not an Excel workbook (.xlsx). Please save the list as .xlsx or as CSV.",
        "Das ist keine Excel-Arbeitsmappe (.xlsx). Bitte speichern Sie die Liste als .xlsx oder als CSV.",
    ),
    "workbook_locked": (
        "The workbook is protected by a password. Please save it without a password.",
        "Die Arbeitsmappe ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort.",
    ),
    "workbook_macros": (
        "The workbook contains macros. Please save it without macros (.xlsx).",
        "Die Arbeitsmappe enthält Makros. Bitte speichern Sie sie ohne Makros (.xlsx).",
    ),
    "workbook_broken": (
        "The workbook is damaged. Please save the list again or as CSV.",
        "Die Arbeitsmappe ist beschädigt. Bitte speichern Sie die Liste neu oder als CSV.",
    ),
    "workbook_packed": (
        "The workbook is packed more tightly than office software does. Please save the list as CSV.",
        "Die Arbeitsmappe ist stärker gepackt als üblich. Bitte speichern Sie die Liste als CSV.",
    ),
    "workbook_large": (
        "Unpacked, the workbook is larger than {limit} MiB. Please save the list as CSV.",
        "Ausgepackt ist die Arbeitsmappe größer als {limit} MiB. Bitte speichern Sie die Liste als CSV.",
    ),
    "workbook_parts": (
        "The workbook has more than {limit} parts. Please copy the list into a new workbook.",
        "Die Arbeitsmappe hat mehr als {limit} Teile. Bitte kopieren Sie die Liste in eine neue Mappe.",
    ),
    "workbook_slow": (
        "Reading the workbook takes too much time or memory. Please save the list as CSV.",
        "Die Arbeitsmappe braucht zu viel Zeit oder Speicher. Bitte speichern Sie die Liste als CSV.",
    ),
    "sheets_ambiguous": (
        "More than one sheet could be the list: {sheets}. Please leave one of them in the workbook.",
        "Mehrere Blätter können die Liste sein: {sheets}. Bitte lassen Sie nur eines davon in der Mappe.",
    ),
    "binary_given": (
        "This is not a text file. Please save the list as CSV.",
        "Das ist keine Textdatei. Bitte speichern Sie die Liste als CSV.",
    ),
    "nul_character": (
        "Here stands a NUL character. Please save the list as CSV again.",
        "Hier steht ein NUL-Zeichen. Bitte speichern Sie die Liste neu als CSV.",
    ),
    "encoding_unknown": (
        "A character cannot be read. Please save the list as “CSV UTF-8”.",
        "Ein Zeichen lässt sich nicht lesen. Bitte speichern Sie die Liste als „CSV UTF-8“.",
    ),
    "header_not_found": (
        "The header row was not found. These columns are expected: {columns}.",
        "Die Kopfzeile wurde nicht gefunden. Erwartet werden diese Spalten: {columns}.",
    ),
    "no_table": (
        "There is no table with headings in the file.",
        "In der Datei steht keine Tabelle mit Überschriften.",
    ),
    "column_missing": (
        "This column is missing in the header row.",
        "Diese Spalte fehlt in der Kopfzeile.",
    ),
    "column_twice": (
        "This heading stands {count} times in the header row.",
        "Diese Überschrift steht {count}-mal in der Kopfzeile.",
    ),
    "no_rows": (
        "There is not a single case file below the header row.",
        "Unter der Kopfzeile steht keine einzige Akte.",
    ),
    "too_many_rows": (
        "The list has more than {limit} rows. Reading stopped here.",
        "Die Liste hat mehr als {limit} Zeilen. Ab hier wurde nicht weitergelesen.",
    ),
    "reference_date_impossible": (
        "The reference date “{value}” is not in the calendar.",
        "Den Stichtag „{value}“ gibt es im Kalender nicht.",
    ),
}

_ROW = {
    "quotes_broken": (
        "The quotation marks do not match.",
        "Die Anführungszeichen gehen nicht auf.",
    ),
    "cell_endless": (
        "A cell is longer than any list needs. Probably a quotation mark is missing.",
        "Eine Zelle ist länger, als eine Liste sie braucht. Vermutlich fehlt ein Anführungszeichen.",
    ),
    "row_hidden": (
        "The row is hidden. Please show it, or delete it.",
        "Die Zeile ist ausgeblendet. Bitte blenden Sie sie ein, oder löschen Sie sie.",
    ),
    "row_short": (
        "The row has {found} columns instead of {expected}.",
        "Die Zeile hat {found} statt {expected} Spalten.",
    ),
    "row_long": (
        "The row has {found} columns instead of {expected}.",
        "Die Zeile hat {found} statt {expected} Spalten.",
    ),
    "header_repeated": (
        "The header row stands here again.",
        "Hier steht die Kopfzeile noch einmal.",
    ),
    "stratum_unknown": (
        "The case file cannot be given to a stratum of the draw, because values are missing.",
        "Die Akte lässt sich keiner Schicht der Ziehung zuordnen, weil Angaben fehlen.",
    ),
    "stratum_none": (
        "The case file belongs to no stratum of the draw.",
        "Die Akte gehört zu keiner Schicht der Ziehung.",
    ),
    "stratum_several": (
        "The case file belongs to more than one stratum of the draw.",
        "Die Akte gehört zu mehr als einer Schicht der Ziehung.",
    ),
}

_CELL = {
    "formula_without_value": (
        "The formula has no calculated value. Please open the workbook in Excel and save it.",
        "Die Formel hat keinen berechneten Wert. Bitte öffnen Sie die Mappe in Excel und speichern Sie sie.",
    ),
    "cell_error": (
        "The cell shows the error {value}.",
        "Die Zelle zeigt den Fehler {value}.",
    ),
    "cells_merged": (
        "The cells {range} are merged. Please split them and fill in each row.",
        "Die Zellen {range} sind verbunden. Bitte trennen Sie sie und füllen Sie jede Zeile aus.",
    ),
    "character": (
        "The value contains the invisible character {character}: “{value}”.",
        "Der Wert enthält das unsichtbare Zeichen {character}: „{value}“.",
    ),
    "cell_too_long": (
        "The value is longer than {limit} characters.",
        "Der Wert ist länger als {limit} Zeichen.",
    ),
    "value_missing": (
        "The value is missing here.",
        "Hier fehlt der Wert.",
    ),
    "branch_unknown": (
        "There is no branch “{value}”.",
        "Die Zweigstelle „{value}“ gibt es nicht.",
    ),
    "branch_misspelt": (
        "There is no branch “{value}”. Did you mean “{hint}”?",
        "Die Zweigstelle „{value}“ gibt es nicht. Meinten Sie „{hint}“?",
    ),
    "branch_ended": (
        "The branch “{value}” ended with {month}. Its case files belong to “{successor}” now.",
        "Die Zweigstelle „{value}“ endete mit {month}. Ihre Akten gehören jetzt zu „{successor}“.",
    ),
    "branch_closed": (
        "The branch “{value}” ended with {month} and has no successor.",
        "Die Zweigstelle „{value}“ endete mit {month} und hat keine Nachfolge.",
    ),
    "branch_begins": (
        "The branch “{value}” begins with {month}.",
        "Die Zweigstelle „{value}“ beginnt erst mit {month}.",
    ),
    "branch_ambiguous": (
        "There is more than one branch “{value}”. Please use the code.",
        "Die Zweigstelle „{value}“ gibt es mehrfach. Bitte verwenden Sie die Kennung.",
    ),
    "file_ref_missing": (
        "The file number is missing.",
        "Das Aktenzeichen fehlt.",
    ),
    "file_ref_converted": (
        "The file number “{value}” was turned into a number by a spreadsheet.",
        "Das Aktenzeichen „{value}“ wurde von einer Tabellenkalkulation in eine Zahl umgewandelt.",
    ),
    "file_ref_form": (
        "The file number “{value}” does not have the agreed form.",
        "Das Aktenzeichen „{value}“ hat nicht die vereinbarte Form.",
    ),
    "file_ref_twice": (
        "The file number “{value}” stands in row {other_row} already.",
        "Das Aktenzeichen „{value}“ steht schon in Zeile {other_row}.",
    ),
    "value_unknown": (
        "There is no value “{value}” here. Possible are: {allowed}.",
        "Den Wert „{value}“ gibt es hier nicht. Möglich sind: {allowed}.",
    ),
    "date_form": (
        "“{value}” is not a date of the form {format}.",
        "„{value}“ ist kein Datum der Form {format}.",
    ),
    "date_impossible": (
        "The date “{value}” is not in the calendar.",
        "Das Datum „{value}“ gibt es im Kalender nicht.",
    ),
}

SENTENCES: dict[str, tuple[str, str]] = _FILE | _ROW | _CELL
"""English and German sentence of every fault of a list, by its code."""

MAPPING_SENTENCES: dict[str, tuple[str, str]] = {
    "pattern_form": (
        "Only characters, classes like [A-Z] or \\d, counts like {{5}} and | are possible here.",
        "Möglich sind hier nur Zeichen, Klassen wie [A-Z] oder \\d, Anzahlen wie {{5}} und |.",
    ),
    "same_column": (
        "Branch and file number cannot stand in the same column.",
        "Zweigstelle und Aktenzeichen können nicht in derselben Spalte stehen.",
    ),
    "value_ambiguous": (
        "“{value}” stands here twice with different meanings.",
        "„{value}“ steht hier zweimal mit verschiedener Bedeutung.",
    ),
    "area_of_mapping": (
        "The mapping belongs to the area {area}, the grid to {expected}.",
        "Die Zuordnung gehört zum Bereich {area}, das Raster zu {expected}.",
    ),
    "attribute_unmapped": (
        "The grid requires this attribute, but no column is named for it.",
        "Das Raster verlangt dieses Merkmal, dafür ist aber keine Spalte genannt.",
    ),
    "attribute_not_in_grid": (
        "The grid has no such attribute.",
        "Dieses Merkmal gibt es im Raster nicht.",
    ),
    "separator_unfit": (
        "Only an attribute with several values has a separator.",
        "Nur ein Merkmal mit mehreren Werten hat ein Trennzeichen.",
    ),
    "format_unfit": (
        "The format of an attribute of the type {type} is made of {expected}.",
        "Das Format eines Merkmals der Art {type} besteht aus {expected}.",
    ),
    "values_unfit": (
        "An attribute of the type {type} has no table of values.",
        "Ein Merkmal der Art {type} hat keine Wertetabelle.",
    ),
}
"""English and German sentence of every fault of a mapping that a grid cannot have, by its code."""
