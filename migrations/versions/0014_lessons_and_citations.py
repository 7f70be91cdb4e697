"""Lessons, decisions and follow-ups of notes; lessons cited in sections"""

import sqlalchemy as sa
from alembic import op

import app.clock

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('takeaway',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('note_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('passage_id', sa.Integer(), nullable=True),
    sa.Column('member_city_id', sa.Integer(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('domain', sa.String(length=20), nullable=False),
    sa.Column('lever', sa.String(length=20), nullable=False),
    sa.Column('needed', sa.Text(), nullable=False),
    sa.Column('publish_agreed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('publish_agreed_by_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['done_by_id'], ['person.id'], name=op.f('fk_takeaway_done_by_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_takeaway_made_by_id')),
    sa.ForeignKeyConstraint(['member_city_id'], ['member_city.id'], name=op.f('fk_takeaway_member_city_id')),
    sa.ForeignKeyConstraint(['note_id'], ['note.id'], name=op.f('fk_takeaway_note_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_takeaway_owner_id')),
    sa.ForeignKeyConstraint(['pair_id'], ['pair.id'], name=op.f('fk_takeaway_pair_id')),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_takeaway_passage_id')),
    sa.ForeignKeyConstraint(['publish_agreed_by_id'], ['person.id'], name=op.f('fk_takeaway_publish_agreed_by_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_takeaway_removed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_takeaway'))
    )
    with op.batch_alter_table('takeaway', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_takeaway_note_id'), ['note_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_takeaway_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index('ix_takeaway_pair_id_kind', ['pair_id', 'kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_takeaway_passage_id'), ['passage_id'], unique=False)

    op.create_table('citation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Integer(), nullable=False),
    sa.Column('section_id', sa.Integer(), nullable=False),
    sa.Column('passage_id', sa.Integer(), nullable=True),
    sa.Column('cited_by_id', sa.Integer(), nullable=False),
    sa.Column('cited_at', app.clock.UTCDateTime(timezone=True), nullable=False),
    sa.Column('removed_at', app.clock.UTCDateTime(timezone=True), nullable=True),
    sa.Column('removed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['cited_by_id'], ['person.id'], name=op.f('fk_citation_cited_by_id')),
    sa.ForeignKeyConstraint(['lesson_id'], ['takeaway.id'], name=op.f('fk_citation_lesson_id')),
    sa.ForeignKeyConstraint(['passage_id'], ['passage.id'], name=op.f('fk_citation_passage_id')),
    sa.ForeignKeyConstraint(['removed_by_id'], ['person.id'], name=op.f('fk_citation_removed_by_id')),
    sa.ForeignKeyConstraint(['section_id'], ['section.id'], name=op.f('fk_citation_section_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citation'))
    )
    with op.batch_alter_table('citation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_citation_lesson_id'), ['lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_citation_passage_id'), ['passage_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_citation_section_id'), ['section_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('citation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_citation_section_id'))
        batch_op.drop_index(batch_op.f('ix_citation_passage_id'))
        batch_op.drop_index(batch_op.f('ix_citation_lesson_id'))

    op.drop_table('citation')
    with op.batch_alter_table('takeaway', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_takeaway_passage_id'))
        batch_op.drop_index('ix_takeaway_pair_id_kind')
        batch_op.drop_index(batch_op.f('ix_takeaway_owner_id'))
        batch_op.drop_index(batch_op.f('ix_takeaway_note_id'))

    op.drop_table('takeaway')
