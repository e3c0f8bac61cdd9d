"""Sessions of people, and tokens that were used once.

Revision: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

ROLE = "zhixing_app"


def upgrade() -> None:
    op.create_table('sessions',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('caller', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions'))
    )
    op.create_index('ix_sessions_ends_at', 'sessions', ['ends_at'], unique=False)
    op.create_table('used_tokens',
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('jti', sa.Text(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('issuer', 'jti', name=op.f('pk_used_tokens'))
    )
    op.create_index('ix_used_tokens_ends_at', 'used_tokens', ['ends_at'], unique=False)
    op.execute(
        f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, used_tokens TO {ROLE};
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.drop_table('used_tokens')
    op.drop_table('sessions')
