"""Which regions beside a text say who writes in it. Documents know no plan, so whoever shows an
outline registers how its regions are found."""

from collections.abc import Callable
from typing import Any

Finder = Callable[[Any], list[str]]
_finders: dict[str, Finder] = {}


def outlines(kind: str) -> Callable[[Finder], Finder]:
    """Marks what gives the regions for an owner of this kind: `@outlines("section")`."""

    def mark(finder: Finder) -> Finder:
        _finders[kind] = finder
        return finder

    return mark


def regions_of(owner: Any) -> list[str]:
    finder = _finders.get(owner.__tablename__)
    return finder(owner) if finder else []
