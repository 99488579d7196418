"""What iks.domain.file_check keeps about one answer, once more where no program can pass it by.

The limits are those of iks.domain.typed_answer. That a finished sheet lacks nothing concerns all its
answers and its grid at once; no condition of a row can say that.
"""

_FIELDS_OF_A_FINDING = (
    "pattern",
    "cause",
    "kind",
    "severity",
    "amount_cents",
    "months",
    "direction",
    "bearer",
    "relevance",
)
_NO_FIELD_OF_A_FINDING = " AND ".join(f"{column} IS NULL" for column in _FIELDS_OF_A_FINDING)

RULES_OF_AN_ANSWER = {
    "finding_fields": f"value = 'finding' OR ({_NO_FIELD_OF_A_FINDING})",
    "preselected_value": "NOT preselected OR value = 'not_applicable'",
    "turned_value": "NOT turned OR value = 'not_applicable'",
    "amount_positive": "amount_cents > 0",
    "months_range": "months > 0 AND months <= 120",
    "list_was_wrong_value": "NOT list_was_wrong OR value IN ('ok', 'finding')",
    "disputed_value": "NOT disputed OR value = 'finding'",
    "reason_value": "reason IS NULL OR value IN ('not_applicable', 'not_assessable')",
    "preselected_alone": "NOT preselected OR (NOT turned AND reason IS NULL)",
    "money_with_direction": "direction IS NULL OR direction IN ('overpayment', 'underpayment')"
    " OR (amount_cents IS NULL AND months IS NULL AND bearer IS NULL)",
    "largest_total": "amount_cents <= 100000000 AND CAST(amount_cents AS BIGINT) * months <= 100000000",
    "reason_length": "length(reason) BETWEEN 1 AND 500",
    "note_length": "length(note) BETWEEN 1 AND 4000",
}
