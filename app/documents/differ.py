"""What two sequences have in common, in bounded time: difflib is quadratic, and no text may hold a
thread for long. First what both have once (in order), then Myers' search between those places."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

STEPS = 1_500_000  # of a whole comparison, about a second; what is left then counts as replaced
FARTHEST = 300  # differences in one stretch without a landmark; beyond, it counts as rewritten

Match = tuple[int, int, int]  # where in the one, where in the other, how many
Window = tuple[int, int, int, int]  # from and to in the one, from and to in the other


@dataclass
class Budget:
    """Steps that several searches share."""

    steps: int = STEPS


def matches(
    one: Sequence[Hashable], other: Sequence[Hashable], budget: Budget | None = None
) -> list[Match]:
    """The stretches that are equal, in order, none crossing another."""
    numbers: dict[Hashable, int] = {}
    ids = [[numbers.setdefault(x, len(numbers)) for x in side] for side in (one, other)]
    search = _Search(ids[0], ids[1], budget or Budget())
    search.run()
    return _joined(sorted(search.found))


class _Search:
    def __init__(self, one: list[int], other: list[int], budget: Budget) -> None:
        self.one, self.other, self.budget = one, other, budget
        self.found: list[Match] = []

    def run(self) -> None:
        waiting = [(0, len(self.one), 0, len(self.other))]
        while waiting:
            window = self._trimmed(*waiting.pop())
            a, b, c, d = window
            if a == b or c == d or self.budget.steps < 0:
                continue
            marks = self._landmarks(*window)
            self.found += [(i, j, 1) for i, j in marks]
            if not marks:
                self.found += self._myers(*window)
                continue
            for i, j in [*marks, (b, d)]:
                waiting.append((a, i, c, j))
                a, c = i + 1, j + 1

    def _trimmed(self, a: int, b: int, c: int, d: int) -> Window:
        """Without what is equal at both ends, which is found by that."""
        start = a
        while a < b and c < d and self.one[a] == self.other[c]:
            a, c = a + 1, c + 1
        end = b
        while a < b and c < d and self.one[b - 1] == self.other[d - 1]:
            b, d = b - 1, d - 1
        self.found += [(start, c - (a - start), a - start)] if a > start else []
        self.found += [(b, d, end - b)] if end > b else []
        return a, b, c, d

    def _landmarks(self, a: int, b: int, c: int, d: int) -> list[tuple[int, int]]:
        """What stands exactly once in both, as many of them as are in the same order."""
        self.budget.steps -= b - a + d - c
        ours, theirs = Counter(self.one[a:b]), Counter(self.other[c:d])
        places = {x: c + n for n, x in enumerate(self.other[c:d]) if theirs[x] == 1}
        pairs = [
            (a + n, places[x]) for n, x in enumerate(self.one[a:b]) if ours[x] == 1 and x in places
        ]
        return _rising(pairs)

    def _myers(self, a: int, b: int, c: int, d: int) -> list[Match]:
        """The shortest way from the one to the other; nothing where it is too long."""
        n, m, reach, trail = b - a, d - c, {1: 0}, []
        for depth in range(min(n + m, FARTHEST) + 1):
            trail.append(dict(reach))
            for k in range(-depth, depth + 1, 2):
                down = k == -depth or (k != depth and reach[k - 1] < reach[k + 1])
                x = start = reach[k + 1] if down else reach[k - 1] + 1
                while x < n and 0 <= x - k < m and self.one[a + x] == self.other[c + x - k]:
                    x += 1
                reach[k] = x
                self.budget.steps -= 1 + x - start
                if x >= n and x - k >= m:
                    return [(a + i, c + j, 1) for i, j in _back(trail, n, m)]
            if self.budget.steps < 0:
                break
        return []


def _back(trail: list[dict[int, int]], n: int, m: int) -> Iterable[tuple[int, int]]:
    """The equal places on the way that was found, from its end."""
    x, y = n, m
    for depth in range(len(trail) - 1, -1, -1):
        reach, k = trail[depth], x - y
        down = k == -depth or (k != depth and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        x_then, y_then = (reach[before], reach[before] - before) if depth else (0, 0)
        while x > x_then and y > y_then:
            x, y = x - 1, y - 1
            yield x, y
        x, y = x_then, y_then


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs in which both sides rise (the first always does)."""
    ends: list[int] = []
    last: list[int] = []  # the pair at the end of the best row of each length
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [place]
    row, place = [], last[-1] if last else -1
    while place >= 0:
        row.append(pairs[place])
        place = before[place]
    return row[::-1]


def _joined(found: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for i, j, long in found:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + long)
        else:
            joined.append((i, j, long))
    return joined
