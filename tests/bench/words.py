"""Made-up words and numbers from a fixed seed: about as hard to compress as what people write."""

import random
from itertools import product

SOUNDS = [a + b for a, b in product("bcdfglmnprstvwz", ("a", "en", "i", "o", "ur"))]


class Writer:
    def __init__(self, seed: int = 27) -> None:
        self.chance = random.Random(seed)
        self.known = ["".join(self._some(SOUNDS, 1, 4)) for _ in range(1500)]

    def title(self) -> str:
        return " ".join(self._some(self.known, 3, 6)).capitalize()

    def sentence(self) -> str:
        return " ".join(self._some(self.known, 6, 18)).capitalize() + "."

    def text(self, words: int) -> str:
        """Paragraphs with a heading before every third, in the signs of the plain form."""
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < words:
            if len(parts) % 4 == 0:
                parts.append(f"## {self.title()}")
            parts.append(" ".join(self.sentence() for _ in range(4)))
        return "\n\n".join(parts)

    def cents(self, least: int, most: int) -> int:
        return self.chance.randint(least, most)

    def _some(self, from_: list[str], least: int, most: int) -> list[str]:
        return self.chance.choices(from_, k=self.chance.randint(least, most))
