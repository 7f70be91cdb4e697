"""Countries by their names, and the time zone of each one's capital. Asks nobody at run time."""

import unicodedata
from functools import cache

from babel import Locale

LANGUAGES = ("en", "de", "es")  # in which a country may be written

# Cities outside their capital's zone say their own in the sheet.
ZONES = {
    "AL": "Europe/Tirane",
    "AM": "Asia/Yerevan",
    "AT": "Europe/Vienna",
    "BA": "Europe/Sarajevo",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FO": "Atlantic/Faroe",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GE": "Asia/Tbilisi",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IL": "Asia/Jerusalem",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MA": "Africa/Casablanca",
    "MD": "Europe/Chisinau",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "TN": "Africa/Tunis",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
    "XK": "Europe/Belgrade",
}
OTHER_NAMES = {"turkey": "TR", "uk": "GB", "great britain": "GB", "el": "GR", "holland": "NL"}
OTHER_NAMES |= {"czech republic": "CZ", "republic of ireland": "IE", "macedonia": "MK"}


def country_code(written: str) -> str | None:
    """ISO 3166 alpha-2 of a code or of a name in one of our languages."""
    return _names().get(plain(written))


def country_name(code: str, locale: str = "en") -> str:
    return str(Locale.parse(locale).territories.get(code, code))


def capital_zone(code: str) -> str | None:
    return ZONES.get(code)


def plain(text: str) -> str:
    """Small letters without accents: how names are compared."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(kept.replace("ı", "i").split())


@cache
def _names() -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "ZZ"):
                found[plain(name)] = code
                found[code.lower()] = code
    return found | OTHER_NAMES
