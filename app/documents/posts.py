"""An update on its way from who sent it to the writer's thread, and the answer on its way back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc

Key = tuple[int | None, str, int]  # person, tab, batch


class Answer:
    """Given once, waited for by one thread. A Future does the same, and more, at ten times the
    cost: with a hundred who write it is what they all wait for."""

    def __init__(self) -> None:
        self._comes = threading.Lock()
        self._comes.acquire()
        self._given: int | BaseException = 0
        self._is_given = False

    def give(self, outcome: int | BaseException) -> None:
        if not self._is_given:
            self._given, self._is_given = outcome, True
            self._comes.release()

    def wait(self, seconds: float) -> int:
        """The line's number, or the reason why there is none; TimeoutError after `seconds`."""
        if not self._comes.acquire(timeout=seconds):
            raise TimeoutError
        if isinstance(self._given, BaseException):
            raise self._given
        return self._given


@dataclass
class Post:
    """An update on its way. `build` makes it under the lock where it depends on the text of now."""

    document_id: int
    person_id: int | None
    tab: str
    batch: int
    payload: bytes | None = None
    build: Callable[[Doc[Any]], bytes | None] | None = None
    answer: Answer = field(default_factory=Answer)
    outcome: int | Exception = 0
    stored: bytes | None = None
    page: str = ""  # the tab that is not to be nudged
    quiet: bool = False  # no word of it is new: no spell of work, and nobody is told who wrote
    restores: bool = False  # the text before is kept as a version, and it is told as what it is

    @property
    def key(self) -> Key:
        return (self.person_id, self.tab, self.batch)
