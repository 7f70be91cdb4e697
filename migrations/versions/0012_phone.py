"""Whom to call"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('phone', sa.String(length=40), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('person', 'phone')
