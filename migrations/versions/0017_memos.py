"""Contacts of officers and supervisors, and what they were told.

Revision: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

ROLE = 'zhixing_app'


def upgrade() -> None:
    op.create_table(
        'contacts',
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('subject', 'name', 'court')),
        *(sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False) for name in ('roles', 'addresses')),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ('quiet_from', 'quiet_to')),
        sa.Column('digest_on', sa.Date(), nullable=True),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('subject', name=op.f('pk_contacts')),
    )
    op.create_index('ix_contacts_court', 'contacts', ['court', 'subject'], unique=False)
    op.create_table(
        'memos',
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('key', 'kind', 'subject', 'court')),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ('case_id', 'rule', 'rung')),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ('title', 'text', 'short', 'state')),
        sa.Column('channel', sa.Text(), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('receipt', sa.Text(), nullable=True),
        sa.Column('notes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_memos')),
    )
    open_ones, failed = sa.text("state IN ('waiting', 'sending')"), sa.text("state = 'failed'")
    op.create_index('ix_memos_open', 'memos', ['next_at'], unique=False, postgresql_where=open_ones)
    op.create_index('ix_memos_failed', 'memos', ['changed_at'], unique=False, postgresql_where=failed)
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT, UPDATE ON contacts, memos TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('memos')
    op.drop_table('contacts')
