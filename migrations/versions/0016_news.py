"""News, what of them comes by mail and what is muted; when somebody was last here"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mute',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mute_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    sa.UniqueConstraint('person_id', 'kind', 'thing_id', name=op.f('uq_mute_person_id_kind_thing_id'))
    )
    op.create_table('news_wish',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(length=16), nullable=False),
    sa.Column('morning_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('letter_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('told_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('stop_sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_news_wish_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_news_wish'))
    )
    with op.batch_alter_table('news_wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_news_wish_morning_at'), ['morning_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_news_wish_stop_sha256'), ['stop_sha256'], unique=False)

    op.create_table('news',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('of', sa.String(length=12), nullable=False),
    sa.Column('of_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.String(length=120), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('mailed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('seen_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_news_actor_id')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_news_event_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_news_pair_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_news_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_news')),
    sa.UniqueConstraint('person_id', 'key', name=op.f('uq_news_person_id_key'))
    )
    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_news_event_id'), ['event_id'], unique=False)
        batch_op.create_index('ix_news_person_id_at', ['person_id', 'at'], unique=False)

    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsubscribe', sa.String(length=300), server_default='', nullable=False))

    op.create_table('last_here',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('before', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_last_here_pair_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_last_here_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'pair_id', name=op.f('pk_last_here'))
    )


def downgrade() -> None:
    op.drop_table('last_here')
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_column('unsubscribe')

    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.drop_index('ix_news_person_id_at')
        batch_op.drop_index(batch_op.f('ix_news_event_id'))

    op.drop_table('news')
    with op.batch_alter_table('news_wish', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_news_wish_stop_sha256'))
        batch_op.drop_index(batch_op.f('ix_news_wish_morning_at'))

    op.drop_table('news_wish')
    op.drop_table('mute')
