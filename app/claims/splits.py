"""One invoice for several people: its amount, and how it is shared out."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db

HOW = ("equal", "nights", "by_hand")


class Split(db.Model):
    """The amount of an invoice that proves several lines, in minor units of its currency."""

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount shared out by weights: whole minor units that add up to it exactly; what does not
    divide goes to those with the largest fractions, the first of equals."""
    whole = sum(weights)
    if whole <= 0:
        return [0 for _weight in weights]
    parts = [amount * weight // whole for weight in weights]
    fractions = [amount * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: (-fractions[n], n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts
