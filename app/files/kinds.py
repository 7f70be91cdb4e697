"""What a file is by its content, whatever its name says; and a name that is safe to show."""

import re
import unicodedata
from dataclasses import dataclass
from mimetypes import guess_type

import filetype  # type: ignore[import-untyped]
from flask_babel import gettext as _

from app.errors import Refused

HEAD = 8192  # bytes that are enough to know a type by
LONGEST = 120
_PICTURES = ("image/jpeg", "image/png", "image/heic", "image/heif")


@dataclass(frozen=True)
class Kind:
    """A type of file that we take; `family` is what a name must agree with."""

    media_type: str
    word: str
    family: str
    ending: str
    endings: tuple[str, ...]
    magic: bytes
    at: int = 0  # where the magic begins

    def begins(self, head: bytes) -> bool:
        return head[self.at : self.at + len(self.magic)] == self.magic

    @property
    def stored(self) -> str:
        """Short: the official names of office documents are long, and say no more."""
        return f"office/{self.ending[1:]}" if self.family == "office" else self.media_type


PDF = Kind("application/pdf", "PDF", "pdf", ".pdf", (".pdf",), b"%PDF-1.")
PDF2 = Kind("application/pdf", "PDF", "pdf", ".pdf", (".pdf",), b"%PDF-2.")
JPEG = Kind(
    "image/jpeg", "JPEG", "image", ".jpg", (".jpg", ".jpeg", ".jpe", ".jfif"), b"\xff\xd8\xff"
)
PNG = Kind("image/png", "PNG", "image", ".png", (".png",), b"\x89PNG\r\n\x1a\n")
HEIC = Kind("image/heic", "HEIC", "image", ".heic", (".heic", ".heif"), b"ftyp", 4)  # phones

_OPEN = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
OFFICE = tuple(
    Kind(media_type, ending[1:].upper(), "office", ending, (ending,), b"PK\x03\x04")
    for media_type, ending in (
        (f"{_OPEN}wordprocessingml.document", ".docx"),
        (f"{_OPEN}presentationml.presentation", ".pptx"),
        (f"{_OPEN}spreadsheetml.sheet", ".xlsx"),
        (f"{_ODF}text", ".odt"),
        (f"{_ODF}presentation", ".odp"),
        (f"{_ODF}spreadsheet", ".ods"),
    )
)  # handed on as they are, and never opened here

IMAGES = (JPEG, PNG)
SENT_AS = {kind.stored: kind.media_type for kind in OFFICE}
PROOFS = (PDF, PDF2, *IMAGES, HEIC)
# For the field of a form.
ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"


def kind_of(head: bytes, name: str, declared: str, kinds: tuple[Kind, ...]) -> Kind:
    """What the first bytes say; refused if it is none of these kinds, or claims to be another."""
    guessed = filetype.guess(head)
    for kind in kinds:
        if kind.begins(head) and guessed and guessed.mime == kind.media_type:
            _refuse_disguise(kind, name, declared)
            return kind
    words = ", ".join(dict.fromkeys(kind.word for kind in kinds))
    if guessed is None:
        raise Refused(
            _("We cannot take this file. Please give one of these: %(kinds)s.", kinds=words)
        )
    found = guessed.extension.upper()
    raise Refused(
        _(
            "This is a %(found)s file. Please give one of these: %(kinds)s.",
            found=found,
            kinds=words,
        )
    )


def safe_name(name: str, kind: Kind) -> str:
    """The name alone: no folders, no control or direction marks, with an ending that is true."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    shown = " ".join(shown.split()).strip(". ")
    stem, dot, ending = shown.rpartition(".")
    if dot and f".{ending.lower()}" in kind.endings:
        return f"{stem.strip('. ')[: LONGEST - len(ending) - 1] or 'file'}.{ending}"
    if dot and kind.family == "image" and guess_type(shown)[0] in _PICTURES:
        shown = stem  # a JPEG that was called .png: an honest mistake, put right
    return f"{shown[: LONGEST - len(kind.ending)] or 'file'}{kind.ending}"


def _refuse_disguise(kind: Kind, name: str, declared: str) -> None:
    """What the name or the browser says must not be something else altogether."""
    for claim in (guess_type(name)[0], declared.partition(";")[0].strip().lower()):
        if not claim or claim == "application/octet-stream":
            continue
        family = "pdf" if "pdf" in claim else claim.partition("/")[0]
        if claim.startswith((_OPEN, _ODF)):
            family = "office" if claim == kind.media_type else claim
        if family != kind.family:
            raise Refused(
                _("Inside, this file is a %(found)s, but its name says otherwise.", found=kind.word)
            )
