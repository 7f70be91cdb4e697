"""What can be found, and the index over its words"""

import sqlalchemy as sa
from alembic import op

import app.clock
from app.search.index import DROP, POSTGRESQL, SQLITE

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('search_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(length=60), nullable=False),
    sa.Column('at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('visit_id', sa.Integer(), nullable=True),
    sa.Column('cities', sa.String(length=200), nullable=False),
    sa.Column('page', sa.String(length=120), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=20), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_search_row_pair_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_row')),
    sa.UniqueConstraint('kind', 'thing_id', name=op.f('uq_search_row_kind_thing_id'))
    )
    with op.batch_alter_table('search_row', schema=None) as batch_op:
        batch_op.create_index('ix_search_row_pair_id_at', ['pair_id', 'at'], unique=False)

    lite = op.get_bind().dialect.name == 'sqlite'
    for statement in SQLITE if lite else POSTGRESQL:
        op.execute(statement)
    # What is there already is found, too: a worker sees to it.
    job = sa.table('job', sa.column('kind'), sa.column('args', sa.JSON()), sa.column('tries'),
        sa.column('run_at', app.clock.UTCDateTime()), sa.column('error'))
    op.bulk_insert(job, [{'kind': 'search.rebuild', 'args': {}, 'tries': 0, 'error': '',
        'run_at': app.clock.now()}])


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for statement in DROP:
            op.execute(statement)
    op.execute("DELETE FROM job WHERE kind LIKE 'search.%'")
    with op.batch_alter_table('search_row', schema=None) as batch_op:
        batch_op.drop_index('ix_search_row_pair_id_at')

    op.drop_table('search_row')
