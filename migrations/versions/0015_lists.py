"""What lists are read from: indexes, the court of a clock, how many clocks of a case run, when it was last spoken to.

Revision: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

OPEN = "superseded IS NULL AND status IN ('open', 'paused', 'missed')"
RUNNING = "state NOT IN ('closed', 'unfiled', 'terminated')"


def upgrade() -> None:
    op.add_column('clocks', sa.Column('court', sa.Text(), sa.Computed("split_part(case_id, '-', 1)", persisted=True), nullable=True))
    op.add_column('cases', sa.Column('open_clocks', sa.Integer(), server_default='0', nullable=False))
    op.add_column('cases', sa.Column('missed_clocks', sa.Integer(), server_default='0', nullable=False))
    op.add_column('cases', sa.Column('said_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        f"""
        UPDATE cases SET open_clocks = found.open, missed_clocks = found.missed
        FROM (SELECT case_id, count(*) AS open, count(*) FILTER (WHERE status = 'missed') AS missed FROM clocks WHERE {OPEN} GROUP BY case_id) found
        WHERE found.case_id = cases.case_id
        """
    )
    op.execute(
        """
        UPDATE cases SET said_at = said.last
        FROM (SELECT case_id, max(recorded_at) AS last FROM journal WHERE kind <> 'tick' AND type <> 'calendar_published' GROUP BY case_id) said
        WHERE said.case_id = cases.case_id
        """
    )
    op.drop_index('ix_cases_page', 'cases')
    op.create_index('ix_cases_page', 'cases', ['court', 'case_id'], unique=False, postgresql_ops={'court': 'text_pattern_ops'})
    op.create_index('ix_cases_house', 'cases', ['case_id'], unique=False, postgresql_ops={'case_id': 'text_pattern_ops'})
    op.create_index('ix_cases_officer', 'cases', ['officer', 'case_id'], unique=False)
    op.create_index('ix_cases_said', 'cases', ['said_at'], unique=False, postgresql_where=sa.text(RUNNING))
    op.create_index(
        'ix_clocks_heat',
        'clocks',
        ['court', 'rule', 'status', 'level'],
        unique=False,
        postgresql_where=sa.text(OPEN),
        postgresql_ops={'court': 'text_pattern_ops'},
    )
    op.create_index('ix_clocks_expiry', 'clocks', ['expires_at', 'case_id', 'clock'], unique=False, postgresql_where=sa.text(OPEN))
    op.create_index('ix_escalations_waiting', 'escalations', ['id'], unique=False, postgresql_where=sa.text("acknowledged_at IS NULL"))
    op.create_index('ix_escalations_missed', 'escalations', ['raised_at', 'court', 'rule'], unique=False, postgresql_where=sa.text("level = 1"))


def downgrade() -> None:
    op.drop_index('ix_escalations_missed', 'escalations')
    op.drop_index('ix_escalations_waiting', 'escalations')
    op.drop_index('ix_clocks_expiry', 'clocks')
    op.drop_index('ix_clocks_heat', 'clocks')
    op.drop_index('ix_cases_said', 'cases')
    op.drop_index('ix_cases_officer', 'cases')
    op.drop_index('ix_cases_house', 'cases')
    op.drop_index('ix_cases_page', 'cases')
    op.create_index('ix_cases_page', 'cases', ['court', 'case_id'], unique=False)
    for column in ('said_at', 'missed_clocks', 'open_clocks'):
        op.drop_column('cases', column)
    op.drop_column('clocks', 'court')
