"""What happens with findings in the branch, model cases, corrections, extensions.

Every new column has a default, so the version before runs on these tables as well.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = {
    "branch_month": ["extended_until DATE", "extension_reason TEXT NOT NULL DEFAULT ''"],
    "file_check": [
        "started_by VARCHAR(22) CONSTRAINT fk_file_check_started_by_account REFERENCES account (id)"
    ],
    "account": ["single_keys BOOLEAN NOT NULL DEFAULT {true}"],
}


def upgrade() -> None:
    """Add what is new."""
    truth = "true" if op.get_bind().dialect.name == "postgresql" else "1"
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.replace('{true}', truth)}")
    _follow_up()
    _model_case()
    _correction()


def _id_columns(table: str) -> list[sa.Column[str] | sa.Constraint]:
    return [
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("file_check_id", sa.String(22), nullable=False),
        sa.Column("check_point", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_check_id"],
            ["file_check.id"],
            name=op.f(f"fk_{table}_file_check_id_file_check"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}_account"))


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        *_id_columns("follow_up"),
        sa.Column("reflection", sa.String(32)),
        sa.Column("reflected_on", sa.Date()),
        sa.Column("reflection_done", sa.Boolean(), nullable=False),
        sa.Column("remedy", sa.String(32)),
        sa.Column("remedy_due_on", sa.Date()),
        sa.Column("remedied_on", sa.Date()),
        _check("follow_up", "reflection", "reflection IN ('talk', 'team_meeting', 'not_needed')"),
        _check("follow_up", "remedy", "remedy IN ('corrected', 'ordered', 'not_possible', 'handed_over')"),
        _check("follow_up", "reflection_with_day", "(reflection IS NULL) = (reflected_on IS NULL)"),
        _check("follow_up", "ordered_until", "(remedy = 'ordered') = (remedy_due_on IS NOT NULL)"),
        _check("follow_up", "remedied_with_kind", "remedied_on IS NULL OR remedy IS NOT NULL"),
        sa.UniqueConstraint(
            "file_check_id", "check_point", name=op.f("uq_follow_up_file_check_id_check_point")
        ),
    )


def _model_case() -> None:
    op.create_table(
        "model_case",
        *_id_columns("model_case"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("written_by", sa.String(22), nullable=False),
        sa.Column("names_confirmed", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(22)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        _check(
            "model_case",
            "state",
            "state IN ('draft', 'offered', 'returned', 'released', 'delivered', 'expired', 'recalled')",
        ),
        _check("model_case", "decided_when", "(decided_by IS NULL) = (decided_at IS NULL)"),
        _check("model_case", "second_person", "decided_by IS NULL OR decided_by <> written_by"),
        _account("model_case", "written_by"),
        _account("model_case", "decided_by"),
        sa.UniqueConstraint(
            "file_check_id", "check_point", name=op.f("uq_model_case_file_check_id_check_point")
        ),
    )


def _correction() -> None:
    json_value = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "correction",
        *_id_columns("correction"),
        sa.Column("submission_id", sa.String(22), nullable=False),
        sa.Column("before", json_value, nullable=False),
        sa.Column("after", json_value, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_correction_submission_id_submission")
        ),
        sa.UniqueConstraint(
            "submission_id",
            "file_check_id",
            "check_point",
            name=op.f("uq_correction_submission_id_file_check_id_check_point"),
        ),
    )
