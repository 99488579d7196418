"""Counts of objections and court cases, and which check points touch their topics.

Only new tables, so the version before runs beside them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OUTCOMES = ("closed_allowed", "closed_partly", "closed_rejected", "closed_other")
REASONS = ("reason_law", "reason_facts", "reason_documents", "reason_law_changed", "reason_other")
NUMBERS = ("stock_begin", "received", *OUTCOMES, *REASONS, "stock_end")
COUNTS = "objection_count"
MAPPING = "objection_mapping"
POINT = "objection_mapping_point"


def upgrade() -> None:
    """Add what is new."""
    _counts()
    _mapping()


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _not_negative(columns: tuple[str, ...]) -> str:
    return " AND ".join(f"{column} >= 0" for column in columns)


def _counts() -> None:
    kinds = "kind IN ('objection', 'court_case', 'interim_relief')"
    op.create_table(
        COUNTS,
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        _check(COUNTS, "stock_not_negative", _not_negative(("stock_begin", "received", "stock_end"))),
        _check(COUNTS, "closed_not_negative", _not_negative(OUTCOMES)),
        _check(COUNTS, "reasons_not_negative", _not_negative(REASONS)),
        _check(COUNTS, "balance", f"stock_begin + received - {' - '.join(OUTCOMES)} = stock_end"),
        _check(COUNTS, "reasons_within_allowed", f"{' + '.join(REASONS)} <= closed_allowed + closed_partly"),
        _check(COUNTS, "correction_with_reason", "(version = 1) = (reason = '')"),
        _check(COUNTS, "kind", kinds),
        sa.PrimaryKeyConstraint("month", "kind", "topic", "version", name=op.f(f"pk_{COUNTS}")),
    )


def _mapping() -> None:
    areas = "area IN ('benefits', 'integration')"
    op.create_table(
        MAPPING,
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(7), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        _check(MAPPING, "area", areas),
        sa.PrimaryKeyConstraint("area", "version", name=op.f(f"pk_{MAPPING}")),
    )
    op.create_table(
        POINT,
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("check_point", sa.String(64), nullable=False),
        _check(POINT, "area", areas),
        sa.ForeignKeyConstraint(
            ["area", "version"],
            [f"{MAPPING}.area", f"{MAPPING}.version"],
            name=op.f(f"fk_{POINT}_area_version"),
        ),
        sa.PrimaryKeyConstraint("area", "version", "topic", "check_point", name=op.f(f"pk_{POINT}")),
    )
