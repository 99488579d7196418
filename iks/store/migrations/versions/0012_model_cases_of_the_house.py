"""Texts about findings as their unit reads them; the version before neither writes nor reads them."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new."""
    closed = "" if op.get_bind().dialect.name == "postgresql" else " WITHOUT ROWID"
    op.execute(f"""
        CREATE TABLE house_model_case (
            id VARCHAR(22) NOT NULL,
            area VARCHAR(32) NOT NULL,
            month VARCHAR(7) NOT NULL,
            check_point VARCHAR(64) NOT NULL,
            text TEXT NOT NULL,
            CONSTRAINT pk_house_model_case PRIMARY KEY (id),
            CONSTRAINT fk_house_model_case_area_month_audit_month FOREIGN KEY (area, month)
                REFERENCES audit_month (area, month),
            CONSTRAINT ck_house_model_case_area CHECK (area IN ('benefits', 'integration'))
        ){closed}
    """)
