"""Takes an uploaded file in: checks it, makes its previews, stores all as blobs. No SQL in here.

The order matters: call take() before the first query of a request, and File.add() in the rule
after it. A blob that no row came to name is swept a day later.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask_babel import gettext as _

from app.errors import Refused
from app.files.blobs import answering, blobs
from app.files.kinds import HEAD, PROOFS, Kind, kind_of, safe_name
from app.files.limited import previews
from app.files.sweep import verify

__all__ = ["Page", "Taken", "take", "verify"]

MOST = 15 * 1024 * 1024
CHUNK = 1 << 16


@dataclass(frozen=True)
class Page:
    """A preview: its blob and its size in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class Taken:
    """A file that is checked and stored, and not yet hung on anything."""

    sha256: str
    name: str
    media_type: str
    size: int
    pages: int
    previews: tuple[Page, ...]


def take(
    stream: IO[bytes], filename: str, declared_type: str = "", *, kinds: tuple[Kind, ...] = PROOFS
) -> Taken:
    """Stores an upload and gives what File.add() needs; Refused, with a sentence, if it is no good.

    The type comes from the content; name and declared type only must not contradict it.
    """
    with tempfile.TemporaryDirectory(prefix="tandem-upload-") as name:
        folder = Path(name)
        original = folder / "original"
        size = _copy(stream, original)
        with original.open("rb") as opened:
            kind = kind_of(opened.read(HEAD), filename, declared_type, kinds)
        bare = kind.family == "office"
        none: dict[str, Any] = {"pages": 0, "previews": []}
        answer = none if bare else previews(kind.family, original, folder)
        store = blobs()
        pages = tuple(
            Page(store.put(folder / f"{n}.jpg"), made["width"], made["height"])
            for n, made in enumerate(answer["previews"], 1)
        )
        sha256 = store.put(original)
    return Taken(sha256, safe_name(filename, kind), kind.stored, size, answer["pages"], pages)


def _copy(stream: IO[bytes], place: Path) -> int:
    """Writes the stream down, and stops as soon as it is too long."""
    size = 0
    with answering(), place.open("wb") as copy:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST:
                raise Refused(_("This file is too large: at most %(most)s MB.", most=MOST >> 20))
            copy.write(chunk)
    if not size:
        raise Refused(_("This file is empty."))
    return size
