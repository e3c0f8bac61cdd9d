"""The court's record: journal, cases, clocks, refusals, escalations, outbox, intake.

Revision: 0001
Revises: none
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

ROLE = "zhixing_app"
TABLES = ("cases", "clocks", "refusals", "escalations", "outbox", "intake")


def upgrade() -> None:
    op.create_table('cases',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('calendar_through', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('court', sa.Text(), nullable=False),
    sa.Column('officer', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('claim_fen', sa.BigInteger(), nullable=False),
    sa.Column('next_due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('escalation_level', sa.Integer(), nullable=False),
    sa.Column('case_file', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_cases'))
    )
    op.create_index('ix_cases_next_due', 'cases', ['next_due'], unique=False)
    op.create_index('ix_cases_page', 'cases', ['court', 'case_id'], unique=False)
    op.create_table('clocks',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('clock', sa.Text(), nullable=False),
    sa.Column('since', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('superseded', sa.Integer(), nullable=True),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('terms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'clock', 'since', name=op.f('pk_clocks'))
    )
    op.create_index('ix_clocks_open', 'clocks', ['rule', 'due_on'], unique=False, postgresql_where=sa.text("superseded IS NULL AND status IN ('open', 'paused', 'missed')"))
    op.create_index('uq_clocks_current', 'clocks', ['case_id', 'clock'], unique=True, postgresql_where=sa.text('superseded IS NULL'))
    op.create_table('escalations',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('clock', sa.Text(), nullable=False),
    sa.Column('level', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('court', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('subject', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('case_id', 'clock', 'level', name=op.f('pk_escalations'))
    )
    op.create_index('ix_escalations_untold', 'escalations', ['case_id'], unique=False, postgresql_where=sa.text('told_at IS NULL'))
    op.create_index('uq_escalations_id', 'escalations', ['id'], unique=True)
    op.create_table('intake',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('body_hash', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_intake'))
    )
    op.create_table('journal',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entry_id', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('calendar_through', sa.Integer(), nullable=False),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('events', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('clocks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('refusals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('warnings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous_link', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'sequence', name=op.f('pk_journal'))
    )
    op.create_index('uq_journal_entry', 'journal', ['case_id', 'entry_id'], unique=True, postgresql_where=sa.text('entry_id IS NOT NULL'))
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    op.create_index('ix_outbox_waiting', 'outbox', ['id'], unique=False, postgresql_where=sa.text('delivered_at IS NULL'))
    op.create_table('refusals',
    sa.Column('case_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('guard', sa.Text(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'sequence', 'guard', name=op.f('pk_refusals'))
    )
    op.create_index('ix_refusals_guard', 'refusals', ['guard', 'at'], unique=False)
    _restrict()


def _restrict() -> None:
    """The application may add to the journal, not change it: by its role where roles can be made, by a trigger everywhere."""
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute("CREATE TRIGGER journal_rows BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER journal_table BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
    # Roles belong to the server: another database may have made it, or an administrator, who then decides who may use it.
    op.execute(
        f"""
        DO $$
        BEGIN
            CREATE ROLE {ROLE} NOLOGIN;
            EXECUTE format('GRANT {ROLE} TO %I', current_user);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;
            WHEN insufficient_privilege THEN
                RAISE NOTICE 'role {ROLE} was not made: this user may not; the trigger alone keeps the journal';
        END $$
        """
    )
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT USAGE ON SCHEMA public TO {ROLE};
                GRANT SELECT, INSERT ON journal TO {ROLE};
                GRANT SELECT, INSERT, UPDATE, DELETE ON {", ".join(TABLES)} TO {ROLE};
                GRANT SELECT ON alembic_version TO {ROLE};
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_index('ix_refusals_guard', table_name='refusals')
    op.drop_table('refusals')
    op.drop_index('ix_outbox_waiting', table_name='outbox', postgresql_where=sa.text('delivered_at IS NULL'))
    op.drop_table('outbox')
    op.drop_index('uq_journal_entry', table_name='journal', postgresql_where=sa.text('entry_id IS NOT NULL'))
    op.drop_table('journal')
    op.drop_table('intake')
    op.drop_index('uq_escalations_id', table_name='escalations')
    op.drop_index('ix_escalations_untold', table_name='escalations', postgresql_where=sa.text('told_at IS NULL'))
    op.drop_table('escalations')
    op.drop_index('uq_clocks_current', table_name='clocks', postgresql_where=sa.text('superseded IS NULL'))
    op.drop_index('ix_clocks_open', table_name='clocks', postgresql_where=sa.text("superseded IS NULL AND status IN ('open', 'paused', 'missed')"))
    op.drop_table('clocks')
    op.drop_index('ix_cases_page', table_name='cases')
    op.drop_index('ix_cases_next_due', table_name='cases')
    op.drop_table('cases')
    op.execute("DROP FUNCTION refuse_change")
