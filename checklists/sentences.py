"""The reasons why a file is refused, each in English and in German."""

_READING = {
    "file_missing": ("The file cannot be read.", "Die Datei lässt sich nicht lesen."),
    "file_empty": ("The file is empty.", "Die Datei ist leer."),
    "file_too_large": (
        "The file is larger than {limit} KiB.",
        "Die Datei ist größer als {limit} KiB.",
    ),
    "not_unicode": (
        "The text is not valid UTF-8. Please save the file as UTF-8.",
        "Der Text ist kein gültiges UTF-8. Bitte speichern Sie die Datei als UTF-8.",
    ),
    "yaml_broken": (
        "This is not valid YAML. Please check indentation, brackets and quotation marks.",
        "Das ist kein gültiges YAML. Bitte prüfen Sie Einrückung, Klammern und Anführungszeichen.",
    ),
    "too_deep": ("The file is nested too deeply.", "Die Datei ist zu tief verschachtelt."),
    "second_document": (
        "A second document starts here; only one is allowed.",
        "Hier beginnt ein zweites Dokument, erlaubt ist nur eines.",
    ),
    "alias": (
        "Anchors and aliases (& and *) are not allowed. Please write the value out.",
        "Anker und Verweise (& und *) sind nicht erlaubt. Bitte schreiben Sie den Wert aus.",
    ),
    "tag": (
        "Type marks with an exclamation mark are not allowed.",
        "Typangaben mit Ausrufezeichen sind nicht erlaubt.",
    ),
    "key_twice": ("This key stands here twice.", "Dieser Schlüssel steht hier zweimal."),
    "key_not_text": ("A key has to be a word.", "Ein Schlüssel muss ein Wort sein."),
}

_STRUCTURE = {
    "missing": ("This entry is missing.", "Dieser Eintrag fehlt."),
    "unknown_key": ("There is no such entry here.", "Diesen Eintrag gibt es hier nicht."),
    "not_text": (
        "Text is expected here. Please put it in quotation marks.",
        "Hier wird ein Text erwartet. Setzen Sie ihn in Anführungszeichen.",
    ),
    "not_bool": (
        "true or false is expected here, without quotation marks.",
        "Hier wird true oder false erwartet, ohne Anführungszeichen.",
    ),
    "not_number": ("A whole number is expected here.", "Hier wird eine ganze Zahl erwartet."),
    "not_date": ("A date like 2026-07-01 is expected here.", "Hier wird ein Datum wie 2026-07-01 erwartet."),
    "not_list": ("A list is expected here.", "Hier wird eine Liste erwartet."),
    "not_block": (
        "Entries of the form “key: value” are expected here.",
        "Hier werden Einträge der Form „Schlüssel: Wert“ erwartet.",
    ),
    "not_scalar": (
        "A text, true or false is expected here.",
        "Hier wird ein Text, true oder false erwartet.",
    ),
    "not_allowed": (
        "This value is not allowed here; allowed: {allowed}.",
        "Dieser Wert ist hier nicht erlaubt; erlaubt: {allowed}.",
    ),
    "wrong_form": (
        "The value does not have the expected form ({pattern}).",
        "Der Wert hat nicht die erwartete Form ({pattern}).",
    ),
    "empty": ("This must not be empty.", "Das darf nicht leer sein."),
    "too_long": ("This is too long, at most {limit}.", "Das ist zu lang, höchstens {limit}."),
    "too_small": ("At least {limit} is expected here.", "Hier wird mindestens {limit} erwartet."),
    "too_large": ("At most {limit} is expected here.", "Hier wird höchstens {limit} erwartet."),
    "control_character": (
        "The text contains an invisible control character.",
        "Der Text enthält ein unsichtbares Steuerzeichen.",
    ),
    "no_condition": (
        "A condition is expected here: always, all, any, or attr with eq, in, not_in or contains.",
        "Hier wird eine Bedingung erwartet: always, all, any oder attr mit eq, in, not_in oder contains.",
    ),
    "not_valid": ("The value is not valid.", "Der Wert ist nicht gültig."),
}

_POINTS = {
    "point_count": (
        "A regular grid has exactly 18 active check points, this one has {count}.",
        "Ein reguläres Raster hat genau 18 aktive Prüfpunkte, dieses hat {count}.",
    ),
    "focus_point_count": (
        "A focus grid has 1 to 18 active check points, this one has {count}.",
        "Ein Schwerpunktraster hat 1 bis 18 aktive Prüfpunkte, dieses hat {count}.",
    ),
    "id_twice": ("The id {id} is used twice.", "Die Kennung {id} ist zweimal vergeben."),
    "point_id_letter": (
        "The ids of this area start with {letter}.",
        "Die Kennungen dieses Bereichs beginnen mit {letter}.",
    ),
    "reference_unknown": (
        "“{id}” is not in the list {list} of this grid.",
        "„{id}“ steht nicht in der Liste {list} dieses Rasters.",
    ),
    "last_pattern": (
        "The last error pattern has to be “other”.",
        "Das letzte Fehlerbild muss „other“ sein.",
    ),
    "amount_without_money": (
        "Where no amount is possible, there are no directions, no bearer and no choice of bearer.",
        "Wo kein Betrag möglich ist, gibt es keine Richtung, keinen Kostenträger und keine Wahl.",
    ),
    "amount_direction": (
        "The directions are overpayment, underpayment or both, each once.",
        "Als Richtungen sind overpayment und underpayment möglich, jede einmal.",
    ),
    "amount_bearer": (
        "Where an amount is possible, the bearer is federal, municipal or both.",
        "Wo ein Betrag möglich ist, trägt ihn federal, municipal oder both.",
    ),
    "amount_choice": (
        "The bearer can only be chosen where both may bear the cost.",
        "Der Kostenträger ist nur wählbar, wo beide in Betracht kommen (both).",
    ),
}

_LISTS = {
    "scale_differs": (
        "This scale has to hold each of these once: {expected}.",
        "Diese Liste muss genau diese Einträge enthalten, jeden einmal: {expected}.",
    ),
    "denominator": (
        "Only the answers ok and finding count in the denominator of the rate.",
        "Nur die Antworten ok und finding zählen im Nenner der Quote.",
    ),
    "comment_for_answer": (
        "The answer not_assessable always needs a reason.",
        "Die Antwort not_assessable braucht immer eine Begründung.",
    ),
    "area_differs": (
        "For this area {expected} is expected here.",
        "Für diesen Bereich wird hier {expected} erwartet.",
    ),
    "valid_to_before": (
        "The last month lies before the first.",
        "Der letzte Monat liegt vor dem ersten.",
    ),
    "regime_gap": (
        "The legal regimes have to follow each other without gap: this one starts on {expected}.",
        "Die Rechtsstände müssen lückenlos aufeinander folgen: dieser beginnt am {expected}.",
    ),
    "regime_open_start": (
        "The first legal regime has no start, every later one has one.",
        "Der erste Rechtsstand hat keinen Beginn, jeder spätere hat einen.",
    ),
    "regime_open_end": (
        "The last legal regime has no end, every earlier one has one.",
        "Der letzte Rechtsstand hat kein Ende, jeder frühere hat eines.",
    ),
    "regime_backwards": (
        "The legal regime ends before it starts.",
        "Der Rechtsstand endet, bevor er beginnt.",
    ),
    "regime_by_attribute": (
        "To choose the legal regime, the grid needs the date attribute approval_period_start.",
        "Für die Wahl des Rechtsstands braucht das Raster das Datumsmerkmal approval_period_start.",
    ),
}

_ATTRIBUTES = {
    "attribute_missing": (
        "The grid needs the attribute {id}.",
        "Das Raster braucht das Merkmal {id}.",
    ),
    "values_missing": (
        "An attribute of this type needs the list of its values.",
        "Ein Merkmal dieser Art braucht die Liste seiner Werte.",
    ),
    "values_unexpected": (
        "An attribute of this type has no list of values.",
        "Ein Merkmal dieser Art hat keine Liste von Werten.",
    ),
    "value_twice": ("The value {value} stands here twice.", "Der Wert {value} steht hier zweimal."),
    "excludes_without_use": (
        "Only an attribute with the use “exclude” can exclude files.",
        "Nur ein Merkmal mit der Verwendung „exclude“ kann Akten ausschließen.",
    ),
    "value_unknown": (
        "The attribute {attribute} has no value “{value}”.",
        "Das Merkmal {attribute} kennt den Wert „{value}“ nicht.",
    ),
    "value_not_bool": (
        "The attribute {attribute} is compared with true or false.",
        "Das Merkmal {attribute} wird mit true oder false verglichen.",
    ),
    "operator_unfit": (
        "An attribute of the type {type} cannot be asked with “{operator}”.",
        "Ein Merkmal der Art {type} lässt sich nicht mit „{operator}“ abfragen.",
    ),
    "use_missing": (
        "The attribute {attribute} is not meant for this; its use lacks “{use}”.",
        "Das Merkmal {attribute} ist dafür nicht vorgesehen, bei use fehlt „{use}“.",
    ),
    "stratum_attribute": (
        "The attribute {attribute} forms strata and therefore has to be required and not sensitive.",
        "Das Merkmal {attribute} bildet Schichten und muss deshalb Pflicht und darf nicht sensibel sein.",
    ),
    "allocation_differs": (
        "The allocation has to name exactly these strata: {expected}.",
        "Die Aufteilung muss genau diese Schichten nennen: {expected}.",
    ),
    "strata_gap": (
        "A file with {example} belongs to no stratum.",
        "Eine Akte mit {example} gehört zu keiner Schicht.",
    ),
    "strata_overlap": (
        "A file with {example} belongs to more than one stratum.",
        "Eine Akte mit {example} gehört zu mehr als einer Schicht.",
    ),
}

SENTENCES: dict[str, tuple[str, str]] = _READING | _STRUCTURE | _POINTS | _LISTS | _ATTRIBUTES
"""English and German sentence of every reason, by its code."""
