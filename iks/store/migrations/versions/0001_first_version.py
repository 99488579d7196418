"""All tables of the first version, and the triggers that protect the journal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BYTE_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SQLITE_TRIGGERS = [
    (
        f"CREATE TRIGGER journal_entry_no_{act.lower()} BEFORE {act} ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
    )
    for act in ("UPDATE", "DELETE")
]
# REPLACE removes a row on SQLite without asking the trigger on DELETE.
SQLITE_TRIGGERS.append(
    "CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry "
    "WHEN EXISTS (SELECT 1 FROM journal_entry WHERE position = NEW.position) "
    "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
)
POSTGRESQL_TRIGGERS = [
    (
        "CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    ),
    (
        "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION refuse_journal_change()"
    ),
    (
        "CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()"
    ),
]


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("invitation_hash", sa.String(length=64), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("invitation_hash", name=op.f("uq_account_invitation_hash")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "audit_body",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_body")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_body_name")),
    )
    op.create_table(
        "branch",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("valid_to", sa.String(length=7), nullable=True),
        sa.Column("successor_code", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('district', 'special')", name=op.f("ck_branch_kind")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_branch_validity")),
        sa.ForeignKeyConstraint(["successor_code"], ["branch.code"], name=op.f("fk_branch_successor_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_branch")),
    )
    op.create_table(
        "checklist_version",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "installed",
                "proposed",
                "approved",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_as", sa.String(length=64), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approver", sa.String(length=64), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_digest", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR approved_digest IS NOT NULL",
            name=op.f("ck_checklist_version_approved_has_digest"),
        ),
        sa.CheckConstraint(
            "approved_digest = digest", name=op.f("ck_checklist_version_approval_names_content")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_version")),
        sa.UniqueConstraint("area", "version", name=op.f("uq_checklist_version_area_version")),
    )
    op.create_index(
        "uq_checklist_version_month",
        "checklist_version",
        ["area", "valid_from"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "frame_mapping",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("area", name=op.f("pk_frame_mapping")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("via", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal_entry")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "seed_secret",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("draw_code", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'destroyed') = (sealed IS NULL)", name=op.f("ck_seed_secret_destroyed_means_gone")
        ),
        sa.CheckConstraint("state IN ('committed', 'used', 'destroyed')", name=op.f("ck_seed_secret_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seed_secret")),
        sa.UniqueConstraint("commitment", name=op.f("uq_seed_secret_commitment")),
        sa.UniqueConstraint("draw_code", "position", name=op.f("uq_seed_secret_draw_code_position")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.String(length=7), nullable=False),
        sa.Column("value", JSON_VALUE, nullable=False),
        sa.PrimaryKeyConstraint("name", "valid_from", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_at", "sign_in_try", ["at"], unique=False)
    op.create_table(
        "audit_month",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "frame_locked",
                "drawn",
                "closed",
                "reported",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("checklist_version_id", sa.String(length=22), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("drawn_late", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"],
            ["checklist_version.id"],
            name=op.f("fk_audit_month_checklist_version_id"),
        ),
        sa.PrimaryKeyConstraint("area", "month", name=op.f("pk_audit_month")),
    )
    op.create_table(
        "branch_grant",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "branch_head",
                "deputy",
                "legal_affairs_head",
                "legal_affairs_staff",
                "integration_head",
                "integration_staff",
                "controller",
                "internal_revision",
                "management",
                "system_admin",
                "staff_council",
                "data_protection",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "role <> 'deputy' OR ends_on IS NOT NULL", name=op.f("ck_branch_grant_deputy_ends")
        ),
        sa.CheckConstraint("role IN ('branch_head', 'deputy')", name=op.f("ck_branch_grant_branch_role")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_branch_grant_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_branch_grant_account_id")),
        sa.ForeignKeyConstraint(["branch_code"], ["branch.code"], name=op.f("fk_branch_grant_branch_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch_grant")),
    )
    op.create_table(
        "external_audit",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("body_id", sa.String(length=22), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=True),
        sa.Column("last_month", sa.String(length=7), nullable=True),
        sa.Column("files_checked", sa.Integer(), nullable=True),
        sa.Column("files_objected", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "files_checked >= 0 AND files_objected >= 0", name=op.f("ck_external_audit_not_negative")
        ),
        sa.CheckConstraint(
            "files_objected <= files_checked", name=op.f("ck_external_audit_objected_within_checked")
        ),
        sa.CheckConstraint("last_month >= first_month", name=op.f("ck_external_audit_period")),
        sa.ForeignKeyConstraint(["body_id"], ["audit_body.id"], name=op.f("fk_external_audit_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_audit")),
        sa.UniqueConstraint("body_id", "reference", name=op.f("uq_external_audit_body_id_reference")),
    )
    op.create_table(
        "frame",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=22), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("reading", JSON_VALUE, nullable=False),
        sa.Column("counts", JSON_VALUE, nullable=False),
        sa.Column("drop_reason", sa.Text(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(locked_at IS NULL) = (digest IS NULL)", name=op.f("ck_frame_locked_with_digest")
        ),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name=op.f("fk_frame_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame")),
    )
    op.create_index(
        "uq_frame_current",
        "frame",
        ["area", "month"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "house_role",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "branch_head",
                "deputy",
                "legal_affairs_head",
                "legal_affairs_staff",
                "integration_head",
                "integration_staff",
                "controller",
                "internal_revision",
                "management",
                "system_admin",
                "staff_council",
                "data_protection",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role NOT IN ('branch_head', 'deputy')", name=op.f("ck_house_role_no_branch_role")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_house_role_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_house_role_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_role")),
        sa.UniqueConstraint(
            "account_id", "role", "starts_on", name=op.f("uq_house_role_account_id_role_starts_on")
        ),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("values", JSON_VALUE, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outgoing_mail_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("occasion", name=op.f("uq_outgoing_mail_occasion")),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_table(
        "branch_month",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "submitted", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("submitted_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "month"],
            ["audit_month.area", "audit_month.month"],
            name=op.f("fk_branch_month_area_month"),
        ),
        sa.ForeignKeyConstraint(["branch_code"], ["branch.code"], name=op.f("fk_branch_month_branch_code")),
        sa.PrimaryKeyConstraint("area", "month", "branch_code", name=op.f("pk_branch_month")),
    )
    op.create_table(
        "draw",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("draw_code", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.String(length=22), nullable=False),
        sa.Column("secret_id", sa.String(length=22), nullable=False),
        sa.Column("allocation", JSON_VALUE, nullable=False),
        sa.Column("public_value", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bundle_digest", sa.String(length=64), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["area", "month"], ["audit_month.area", "audit_month.month"], name=op.f("fk_draw_area_month")
        ),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name=op.f("fk_draw_frame_id")),
        sa.ForeignKeyConstraint(["secret_id"], ["seed_secret.id"], name=op.f("fk_draw_secret_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("draw_code", "month", "attempt", name=op.f("uq_draw_draw_code_month_attempt")),
        sa.UniqueConstraint("secret_id", name=op.f("uq_draw_secret_id")),
    )
    op.create_index(
        "uq_draw_current",
        "draw",
        ["draw_code", "month"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "external_finding",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("audit_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "objection",
                "recommendation",
                "note",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "disputed",
                "done",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("no_point_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_external_finding_amount_positive")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["external_audit.id"], name=op.f("fk_external_finding_audit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_finding")),
        sa.UniqueConstraint("audit_id", "position", name=op.f("uq_external_finding_audit_id_position")),
    )
    op.create_table(
        "frame_row",
        sa.Column("frame_id", sa.String(length=22), nullable=False),
        sa.Column("file_ref", BYTE_TEXT, nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "eligible",
                "checked_recently",
                "at_external_audit",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attributes", JSON_VALUE, nullable=True),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["frame.id"], name=op.f("fk_frame_row_frame_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("frame_id", "file_ref", name=op.f("pk_frame_row")),
    )
    op.create_table(
        "month_result",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "month"],
            ["audit_month.area", "audit_month.month"],
            name=op.f("fk_month_result_area_month"),
        ),
        sa.PrimaryKeyConstraint("area", "month", name=op.f("pk_month_result")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "month"], ["audit_month.area", "audit_month.month"], name=op.f("fk_release_area_month")
        ),
        sa.ForeignKeyConstraint(["branch_code"], ["branch.code"], name=op.f("fk_release_branch_code")),
        sa.PrimaryKeyConstraint("area", "month", "branch_code", "version", name=op.f("pk_release")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "external_finding_point",
        sa.Column("finding_id", sa.String(length=22), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["external_finding.id"], name=op.f("fk_external_finding_point_finding_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", "check_point", name=op.f("pk_external_finding_point")),
    )
    op.create_table(
        "release_amount",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "overpayment",
                "underpayment",
                "unknown",
                "none",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "bearer",
            sa.Enum(
                "federal",
                "municipal",
                "both",
                "unknown",
                "none",
                name="bearer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("sum_cents", sa.BigInteger(), nullable=False),
        sa.Column("sum_squared_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "files > 0 AND sum_cents > 0 AND sum_squared_cents > 0",
            name=op.f("ck_release_amount_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_amount_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area",
            "month",
            "branch_code",
            "version",
            "stratum",
            "check_point",
            "direction",
            "bearer",
            name=op.f("pk_release_amount"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_file_count",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_release_file_count_not_negative")),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_file_count_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area", "month", "branch_code", "version", "findings", name=op.f("pk_release_file_count")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_finding",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_release_finding_not_negative")),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_finding_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area",
            "month",
            "branch_code",
            "version",
            "stratum",
            "check_point",
            "dimension",
            "code",
            name=op.f("pk_release_finding"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_point",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.Column("not_applicable", sa.Integer(), nullable=False),
        sa.Column("not_assessable", sa.Integer(), nullable=False),
        sa.Column("systemic", sa.Integer(), nullable=False),
        sa.Column("list_was_wrong", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ok >= 0 AND finding >= 0 AND not_applicable >= 0 AND not_assessable >= 0 AND systemic >= 0 AND systemic <= finding AND list_was_wrong >= 0",
            name=op.f("ck_release_point_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_point_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area", "month", "branch_code", "version", "stratum", "check_point", name=op.f("pk_release_point")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_regime",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column("regime", sa.String(length=64), nullable=False),
        sa.Column("ok", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.CheckConstraint("ok >= 0 AND finding >= 0", name=op.f("ck_release_regime_not_negative")),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_regime_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area", "month", "branch_code", "version", "check_point", "regime", name=op.f("pk_release_regime")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_stratum",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "population >= drawn AND drawn >= checked AND checked >= 0",
            name=op.f("ck_release_stratum_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_stratum_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area", "month", "branch_code", "version", "stratum", name=op.f("pk_release_stratum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_substitution",
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "at_court",
                "at_external_audit",
                "missing",
                "transferred",
                "conflict_of_interest",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_release_substitution_not_negative")),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code", "version"],
            ["release.area", "release.month", "release.branch_code", "release.version"],
            name=op.f("fk_release_substitution_area_month_branch_code_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "area",
            "month",
            "branch_code",
            "version",
            "stratum",
            "reason",
            name=op.f("pk_release_substitution"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sample_file",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("draw_id", sa.String(length=22), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_ref", BYTE_TEXT, nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("attributes", JSON_VALUE, nullable=True),
        sa.Column(
            "exclusion_reason",
            sa.Enum(
                "at_court",
                "at_external_audit",
                "missing",
                "transferred",
                "conflict_of_interest",
                name="exclusion_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("substitute_for_id", sa.String(length=22), nullable=True),
        sa.CheckConstraint(
            "(exclusion_reason IS NULL) = (excluded_at IS NULL)",
            name=op.f("ck_sample_file_excluded_with_reason"),
        ),
        sa.ForeignKeyConstraint(["branch_code"], ["branch.code"], name=op.f("fk_sample_file_branch_code")),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_sample_file_draw_id")),
        sa.ForeignKeyConstraint(
            ["substitute_for_id"], ["sample_file.id"], name=op.f("fk_sample_file_substitute_for_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_file")),
        sa.UniqueConstraint(
            "draw_id", "branch_code", "position", name=op.f("uq_sample_file_draw_id_branch_code_position")
        ),
        sa.UniqueConstraint(
            "draw_id",
            "branch_code",
            "stratum",
            "rank",
            name=op.f("uq_sample_file_draw_id_branch_code_stratum_rank"),
        ),
        sa.UniqueConstraint("draw_id", "file_ref", name=op.f("uq_sample_file_draw_id_file_ref")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=22), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area", "month", "branch_code"],
            ["branch_month.area", "branch_month.month", "branch_month.branch_code"],
            name=op.f("fk_submission_area_month_branch_code"),
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["account.id"], name=op.f("fk_submission_submitted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "area",
            "month",
            "branch_code",
            "version",
            name=op.f("uq_submission_area_month_branch_code_version"),
        ),
    )
    op.create_table(
        "file_check",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("sample_file_id", sa.String(length=22), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "benefits", "integration", name="area", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("branch_code", sa.String(length=64), nullable=False),
        sa.Column("checklist_version_id", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "finished",
                "void",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("save_digest", sa.String(length=64), nullable=True),
        sa.Column("list_confirmed", sa.Boolean(), nullable=False),
        sa.Column("regimes", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=22), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'finished') = (finished_at IS NOT NULL)", name=op.f("ck_file_check_finished_when")
        ),
        sa.CheckConstraint(
            "(state = 'void') = (void_reason IS NOT NULL)", name=op.f("ck_file_check_void_with_reason")
        ),
        sa.CheckConstraint("version >= 0", name=op.f("ck_file_check_version")),
        sa.ForeignKeyConstraint(["branch_code"], ["branch.code"], name=op.f("fk_file_check_branch_code")),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name=op.f("fk_file_check_checked_by")),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"],
            ["checklist_version.id"],
            name=op.f("fk_file_check_checklist_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sample_file_id"], ["sample_file.id"], name=op.f("fk_file_check_sample_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_check")),
    )
    op.create_index(
        "uq_file_check_current",
        "file_check",
        ["sample_file_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "answer",
        sa.Column("file_check_id", sa.String(length=22), nullable=False),
        sa.Column("check_point", sa.String(length=64), nullable=False),
        sa.Column(
            "value",
            sa.Enum(
                "ok",
                "finding",
                "not_applicable",
                "not_assessable",
                name="value",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("preselected", sa.Boolean(), nullable=False),
        sa.Column("list_was_wrong", sa.Boolean(), nullable=False),
        sa.Column("turned", sa.Boolean(), nullable=False),
        sa.Column("pattern", sa.String(length=64), nullable=True),
        sa.Column("cause", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("formal", "material", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "severity",
            sa.Enum("minor", "major", name="severity", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column(
            "direction",
            sa.Enum(
                "overpayment",
                "underpayment",
                "unknown",
                "none",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "bearer",
            sa.Enum(
                "federal",
                "municipal",
                "both",
                "unknown",
                "none",
                name="bearer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "relevance",
            sa.Enum(
                "individual",
                "team",
                "systemic",
                name="relevance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT preselected OR value = 'not_applicable'", name=op.f("ck_answer_preselected_value")
        ),
        sa.CheckConstraint("NOT turned OR value = 'not_applicable'", name=op.f("ck_answer_turned_value")),
        sa.CheckConstraint(
            "value = 'finding' OR (pattern IS NULL AND cause IS NULL AND kind IS NULL AND severity IS NULL AND amount_cents IS NULL AND months IS NULL AND direction IS NULL AND bearer IS NULL AND relevance IS NULL)",
            name=op.f("ck_answer_finding_fields"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_answer_amount_positive")),
        sa.CheckConstraint("months > 0 AND months <= 120", name=op.f("ck_answer_months_range")),
        sa.ForeignKeyConstraint(
            ["file_check_id"], ["file_check.id"], name=op.f("fk_answer_file_check_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_check_id", "check_point", name=op.f("pk_answer")),
    )

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the first version has nothing before it")
