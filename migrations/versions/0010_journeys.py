"""Journeys, needs, and who comes"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite takes a reference only with the column itself, in words that PostgreSQL takes too.
    op.execute('ALTER TABLE traveller ADD COLUMN with_id INTEGER CONSTRAINT fk_traveller_with_id REFERENCES traveller (id)')
    op.add_column('traveller', sa.Column('answer', sa.String(length=12), nullable=False, server_default=''))
    op.add_column('traveller', sa.Column('answered_at', app.clock.UTCDateTime(timezone=True), nullable=True))
    op.create_table('journey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('traveller_id', sa.Integer(), nullable=False),
    sa.Column('same_as_id', sa.Integer(), nullable=True),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('arrives_on', sa.Date(), nullable=True),
    sa.Column('arrives_at', sa.Time(), nullable=True),
    sa.Column('leaves_on', sa.Date(), nullable=True),
    sa.Column('leaves_at', sa.Time(), nullable=True),
    sa.Column('km', sa.Integer(), nullable=True),
    sa.Column('occupants', sa.Integer(), nullable=False),
    sa.Column('lodging', sa.Text(), nullable=False),
    sa.Column('nights', sa.Integer(), nullable=True),
    sa.Column('travel_cost', sa.BigInteger(), nullable=True),
    sa.Column('lodging_cost', sa.BigInteger(), nullable=True),
    sa.Column('other_cost', sa.BigInteger(), nullable=True),
    sa.Column('booking', sa.String(length=80), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('hosts_know', sa.Boolean(), nullable=False),
    sa.Column('factor_version', sa.String(length=20), nullable=False),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['same_as_id'], ['journey.id'], name=op.f('fk_journey_same_as_id')),
    sa.ForeignKeyConstraint(['traveller_id'], ['traveller.id'], name=op.f('fk_journey_traveller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey')),
    sa.UniqueConstraint('traveller_id', name=op.f('uq_journey_traveller_id'))
    )
    op.create_table('journey_leg',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('journey_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('from_name', sa.String(length=120), nullable=False),
    sa.Column('from_country', sa.String(length=2), nullable=False),
    sa.Column('from_zone', sa.String(length=60), nullable=False),
    sa.Column('from_lat', sa.Double(), nullable=True),
    sa.Column('from_lon', sa.Double(), nullable=True),
    sa.Column('to_name', sa.String(length=120), nullable=False),
    sa.Column('to_country', sa.String(length=2), nullable=False),
    sa.Column('to_zone', sa.String(length=60), nullable=False),
    sa.Column('to_lat', sa.Double(), nullable=True),
    sa.Column('to_lon', sa.Double(), nullable=True),
    sa.Column('departs', sa.DateTime(), nullable=True),
    sa.Column('arrives', sa.DateTime(), nullable=True),
    sa.Column('km', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_journey_leg_journey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_leg'))
    )
    op.create_index('ix_journey_leg_journey_id', 'journey_leg', ['journey_id'], unique=False)
    op.create_table('rail_connection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('remarks', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_rail_connection_by_id')),
    sa.ForeignKeyConstraint(['one_id'], ['member_city.id'], name=op.f('fk_rail_connection_one_id')),
    sa.ForeignKeyConstraint(['other_id'], ['member_city.id'], name=op.f('fk_rail_connection_other_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_rail_connection_pair_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rail_connection')),
    sa.UniqueConstraint('one_id', 'other_id', name=op.f('uq_rail_connection_one_id_other_id'))
    )
    op.create_index('ix_rail_connection_pair_id', 'rail_connection', ['pair_id'], unique=False)
    op.create_table('needs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('traveller_id', sa.Integer(), nullable=False),
    sa.Column('diet', sa.Text(), nullable=False),
    sa.Column('access', sa.Text(), nullable=False),
    sa.Column('emergency_name', sa.String(length=120), nullable=False),
    sa.Column('emergency_phone', sa.String(length=40), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('told_by_id', sa.Integer(), nullable=False),
    sa.Column('told_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['told_by_id'], ['person.id'], name=op.f('fk_needs_told_by_id')),
    sa.ForeignKeyConstraint(['traveller_id'], ['traveller.id'], name=op.f('fk_needs_traveller_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_needs')),
    sa.UniqueConstraint('traveller_id', name=op.f('uq_needs_traveller_id'))
    )


def downgrade() -> None:
    op.drop_table('needs')
    op.drop_index('ix_rail_connection_pair_id', 'rail_connection')
    op.drop_table('rail_connection')
    op.drop_index('ix_journey_leg_journey_id', 'journey_leg')
    op.drop_table('journey_leg')
    op.drop_table('journey')
    op.drop_column('traveller', 'answered_at')
    op.drop_column('traveller', 'answer')
    op.drop_column('traveller', 'with_id')
