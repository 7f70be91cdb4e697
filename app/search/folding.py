"""The one place where text is folded for search: accents, case and signs are left out, so that
“Köln”, “KOLN” and “koln” are one word, in the index and in what somebody types."""

import re
import unicodedata

# Letters that Unicode does not take apart.
ALONE = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
LONGEST = 40  # characters of a word that are looked at
_SIGNS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The words of a text, in small letters without accents, one blank between them."""
    return " ".join(word[:LONGEST] for word in folded(text).split())


def folded(text: str) -> str:
    """The same before it is cut into words."""
    flat = unicodedata.normalize("NFKD", text.casefold()).translate(ALONE)
    plain = "".join(char for char in flat if not unicodedata.combining(char))
    return _SIGNS.sub(" ", unicodedata.normalize("NFC", plain).casefold())


def words_of(sought: str, most: int = 12) -> list[str]:
    """The words to look for, each once."""
    return list(dict.fromkeys(fold(sought).split()))[:most]
