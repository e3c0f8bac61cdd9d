"""Holiday notices published to running cases; what a preview groups cases by.

Revision: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ROLE = "zhixing_app"


def upgrade() -> None:
    op.create_table('calendars',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('days_off', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('workdays', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('cautions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('submitted_by', sa.Text(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Text(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendars'))
    )
    op.create_table('calendar_failures',
    sa.Column('calendar_id', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('calendar_id', 'case_id', name=op.f('pk_calendar_failures'))
    )
    op.add_column('cases', sa.Column('notices_hash', sa.Text(), sa.Computed("md5((case_file -> 'notices')::text)", persisted=True)))
    op.add_column('cases', sa.Column('has_holds', sa.Boolean(), sa.Computed("jsonb_array_length(case_file -> 'holds') > 0", persisted=True)))
    op.create_index('ix_journal_calendars', 'journal', ['entry_id', 'case_id'], unique=False, postgresql_where=sa.text("type = 'calendar_published'"))
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT, UPDATE ON calendars, calendar_failures TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_index('ix_journal_calendars', table_name='journal', postgresql_where=sa.text("type = 'calendar_published'"))
    op.drop_column('cases', 'has_holds')
    op.drop_column('cases', 'notices_hash')
    op.drop_table('calendar_failures')
    op.drop_table('calendars')
