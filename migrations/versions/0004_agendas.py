"""Agendas: drafts, blocks, topics not yet placed, who joins"""

import sqlalchemy as sa
from alembic import op

from app.clock import UTCDateTime


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Agendas that are there were seen by everybody until now: they count as published."""
    op.create_table('agenda_publication',
    sa.Column('visit_id', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_agenda_publication_by_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_agenda_publication_visit_id')),
    sa.PrimaryKeyConstraint('visit_id', name=op.f('pk_agenda_publication'))
    )
    op.create_table('agenda_item_city',
    sa.Column('agenda_item_id', sa.Integer(), nullable=False),
    sa.Column('member_city_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agenda_item_id'], ['agenda_item.id'], name=op.f('fk_agenda_item_city_agenda_item_id')),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_agenda_item_city_member_city_id')),
    sa.PrimaryKeyConstraint('agenda_item_id', 'member_city_id', name=op.f('pk_agenda_item_city'))
    )
    # No batch: it would copy the table and drop it, which SQLite refuses while notes refer to it.
    op.add_column('agenda_item', sa.Column('placed', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(
        'INSERT INTO agenda_publication (visit_id, at) '
        'SELECT DISTINCT visit_id, CURRENT_TIMESTAMP FROM agenda_item WHERE removed_at IS NULL'
    )


def downgrade() -> None:
    op.execute('ALTER TABLE agenda_item DROP COLUMN placed')
    op.drop_table('agenda_item_city')
    op.drop_table('agenda_publication')
