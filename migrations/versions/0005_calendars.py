"""Subscriptions to a pair's calendar"""

import sqlalchemy as sa
from alembic import op

from app.clock import UTCDateTime


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('secret_sha', sa.String(length=64), nullable=True),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_calendar_subscription_pair_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_subscription_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_subscription')),
    sa.UniqueConstraint('person_id', 'pair_id', name=op.f('uq_calendar_subscription_person_id_pair_id')),
    sa.UniqueConstraint('secret_sha', name=op.f('uq_calendar_subscription_secret_sha'))
    )


def downgrade() -> None:
    op.drop_table('calendar_subscription')
