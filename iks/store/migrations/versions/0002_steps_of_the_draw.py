"""Lists and draws of their own codes, numbers fixed at the lock, substitutes with person, void draws.

Every column is new and has a default, so the version before runs on these tables as well.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Both databases take a column together with its constraints in this form, and no table is rebuilt:
# SQLite would empty the tables that refer to it.
COLUMNS = {
    "frame": [
        "code VARCHAR(64) NOT NULL DEFAULT ''",
        "control_total INTEGER CONSTRAINT ck_frame_control_total CHECK (control_total >= 0)",
        "allocation {json}",
        "public_source TEXT NOT NULL DEFAULT ''",
    ],
    "draw": ["public_source TEXT NOT NULL DEFAULT ''"],
    "sample_file": [
        "excluded_by VARCHAR(22) CONSTRAINT fk_sample_file_excluded_by_account REFERENCES account (id)",
        (
            "receiving_branch VARCHAR(64) "
            "CONSTRAINT fk_sample_file_receiving_branch_branch REFERENCES branch (code) "
            "CONSTRAINT ck_sample_file_receiving_branch "
            "CHECK (receiving_branch IS NULL OR exclusion_reason = 'transferred')"
        ),
        (
            "conflict_declared_by VARCHAR(22) "
            "CONSTRAINT fk_sample_file_conflict_declared_by_account REFERENCES account (id)"
        ),
        "conflict_declared_at {moment}",
    ],
    "file_check": [
        "voided_by VARCHAR(22) CONSTRAINT fk_file_check_voided_by_account REFERENCES account (id)"
    ],
    "branch_month": [
        (
            "missing_files INTEGER NOT NULL DEFAULT 0 "
            "CONSTRAINT ck_branch_month_missing_files CHECK (missing_files >= 0)"
        )
    ],
}
TYPES = {
    "sqlite": {"json": "JSON", "moment": "DATETIME"},
    "postgresql": {"json": "JSONB", "moment": "TIMESTAMP WITH TIME ZONE"},
}


def upgrade() -> None:
    """Add what is new."""
    types = TYPES[op.get_bind().dialect.name]
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(**types)}")
    op.drop_index("uq_frame_current", "frame")
    op.create_index(
        "uq_frame_current", "frame", ["area", "month", "code"], unique=True, **_where("voided_at IS NULL")
    )
    _missing_file()
    _void_request()
    _focus_topic()


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {f"{engine}_where": sa.text(condition) for engine in TYPES}


def _missing_file() -> None:
    op.create_table(
        "missing_file",
        sa.Column("sample_file_id", sa.String(22), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(22), nullable=False),
        sa.Column("outcome", sa.String(64)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by", sa.String(22)),
        sa.CheckConstraint(
            "outcome IN ('found', 'reconstructed', 'lost')", name=op.f("ck_missing_file_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_missing_file_settled_with_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["sample_file_id"], ["sample_file.id"], name=op.f("fk_missing_file_sample_file_id_sample_file")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["account.id"], name=op.f("fk_missing_file_reported_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["account.id"], name=op.f("fk_missing_file_settled_by_account")
        ),
        sa.PrimaryKeyConstraint("sample_file_id", name=op.f("pk_missing_file")),
    )


def _void_request() -> None:
    op.create_table(
        "void_request",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("draw_id", sa.String(22), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(22), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(64)),
        sa.Column("decided_by", sa.String(22)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused', 'withdrawn')", name=op.f("ck_void_request_decision")
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_void_request_decided_when")
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_void_request_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_void_request_requested_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_void_request_decided_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_void_request")),
    )
    op.create_index(
        "uq_void_request_open", "void_request", ["draw_id"], unique=True, **_where("decision IS NULL")
    )


def _focus_topic() -> None:
    json_value = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "focus_topic",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("area", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("filter", json_value, nullable=False),
        sa.Column("allocation", json_value, nullable=False),
        sa.Column("checklist_version_id", sa.String(22)),
        sa.Column("ordered_by", sa.String(22), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("area IN ('benefits', 'integration')", name=op.f("ck_focus_topic_area")),
        sa.CheckConstraint("last_month >= first_month", name=op.f("ck_focus_topic_months")),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"],
            ["checklist_version.id"],
            name=op.f("fk_focus_topic_checklist_version_id_checklist_version"),
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by"], ["account.id"], name=op.f("fk_focus_topic_ordered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_topic")),
        sa.UniqueConstraint("area", "code", name=op.f("uq_focus_topic_area_code")),
    )
