"""Language editions of a plan: a section may translate another, and knows how old that was"""

import sqlalchemy as sa
from alembic import op

from app.clock import UTCDateTime


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('started_at', UTCDateTime(), nullable=False),
    sa.Column('removed_at', UTCDateTime(), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_edition_plan_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_edition_removed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('plan_id', 'language', name=op.f('uq_edition_plan_id_language'))
    )
    # No batch: it would copy the table and drop it, which SQLite refuses while other rows refer to it.
    for name, parent in (('edition_id', 'edition'), ('translates_id', 'section')):
        op.execute(
            f'ALTER TABLE section ADD COLUMN {name} INTEGER '
            f'CONSTRAINT fk_section_{name} REFERENCES {parent} (id)'
        )
    op.add_column('section', sa.Column('matched_seq', sa.Integer(), nullable=True))
    op.create_index('ix_section_translates_id', 'section', ['translates_id'], unique=False)
    op.create_index('ix_section_edition_id_translates_id', 'section', ['edition_id', 'translates_id'], unique=True)


def downgrade() -> None:
    """The translations go: without their edition they would stand among the originals."""
    op.execute('DELETE FROM section_writer WHERE section_id IN (SELECT id FROM section WHERE edition_id IS NOT NULL)')
    op.execute('DELETE FROM section WHERE edition_id IS NOT NULL')
    op.drop_index('ix_section_edition_id_translates_id', table_name='section')
    op.drop_index('ix_section_translates_id', table_name='section')
    for name in ('matched_seq', 'translates_id', 'edition_id'):
        op.execute(f'ALTER TABLE section DROP COLUMN {name}')
    op.drop_table('edition')
