"""The one border between counts of characters: Python counts code points, pycrdt UTF-8 bytes,
browsers UTF-16 units. An offset inside a character makes pycrdt panic later."""


def utf8(text: str, index: int) -> int:
    """The byte offset of a code point."""
    return len(text[:index].encode("utf-8"))


def utf16(text: str, index: int) -> int:
    """The offset that a browser has for a code point."""
    return len(text[:index].encode("utf-16-le")) // 2
