"""The languages that an edition of a plan may be in: the official ones of the EU, with names."""

from babel import Locale

EU = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)


def own_name(code: str) -> str:
    """As its speakers call it: Español."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def name(code: str, reader: str) -> str:
    """As it is called in the reader's language."""
    return Locale.parse(code).get_display_name(reader) or code
