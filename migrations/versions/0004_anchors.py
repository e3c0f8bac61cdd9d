"""Anchors: heads of journals as leaves of a tree, signed roots over them; both append-only.

Revision: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ROLE = 'zhixing_app'
TABLES = ('anchor_leaves', 'anchors')


def upgrade() -> None:
    op.create_table(
        'anchor_leaves',
        sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('case_id', sa.Text(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('link', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('position', name=op.f('pk_anchor_leaves')),
    )
    op.create_index('ix_anchor_leaves_case', 'anchor_leaves', ['case_id', 'position'], unique=False)
    op.create_table(
        'anchors',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=False),
        sa.Column('root', sa.Text(), nullable=False),
        sa.Column('peaks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('signature', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_anchors')),
    )
    for table in TABLES:
        op.execute(f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER {table}_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
        op.execute(
            f"""
            DO $$
            BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                    GRANT SELECT, INSERT ON {table} TO {ROLE};
                END IF;
            END $$
            """
        )


def downgrade() -> None:
    op.drop_table('anchors')
    op.drop_index('ix_anchor_leaves_case', table_name='anchor_leaves')
    op.drop_table('anchor_leaves')
