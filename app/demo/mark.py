"""The row that makes a database a demo. The app's demo doors open only where it stands."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.clock import UTCDateTime, now
from app.extensions import db


class DemoMark(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
