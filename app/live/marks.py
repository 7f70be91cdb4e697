"""How far a hub has come, as the id of its messages: its own time, and the last number it has heard
of each other hub. With it a browser goes on at any of them, and gets what it missed and no more."""

import secrets

KEPT = 30.0  # seconds of messages kept for a page that was drawn before it could listen
LONGEST = 1000  # characters of an id

Said = tuple[str, int]  # the hub that said it first, and its number there
NOBODYS: Said = ("", 0)  # what each hub says by itself: who goes on at another is not told again


class Marks:
    def __init__(self) -> None:
        self.name = secrets.token_hex(4)
        self._others: dict[str, tuple[int, int]] = {}  # hub → its number, and when it was heard

    def hear(self, said: Said, at: int) -> None:
        if said[0] not in ("", self.name):
            self._others[said[0]] = (said[1], at)

    def mark(self, at: int) -> str:
        """Of this hub at an instant (nanoseconds). Who was silent for long is left out: nothing of
        theirs is kept either."""
        lately = at - int(KEPT * 1e9)
        heard = [f"{hub}.{number}" for hub, (number, when) in self._others.items() if when > lately]
        return "_".join([f"{self.name}.{at}", *heard])


def read(mark: str) -> dict[str, int]:
    """The hub that made it comes first; nothing, where it is none of ours."""
    pairs = [part.partition(".") for part in mark[:LONGEST].split("_")]
    return {
        hub: int(number) for hub, _dot, number in pairs if len(number) < 20 and number.isdecimal()
    }


def is_new(said: Said, seen: dict[str, int]) -> bool:
    return said[1] > seen.get(said[0], 0)
