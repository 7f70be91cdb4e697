"""Whether HTML made from people's text is harmless, asked of another parser than the one that
cleaned it. The lists are written down here once more, on purpose."""

from bs4 import BeautifulSoup

HEADINGS = {"h3", "h4", "h5", "h6"}
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "table", "tbody", "tr", "th", "td", "hr"}
INLINE = {"code", "br", "img", "a", "strong", "em", "u", "s", "label", "input", "span"}
TAGS = HEADINGS | BLOCKS | INLINE
ATTRIBUTES = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "loading"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "ul": {"class"},
    "table": {"class"},
    "input": {"type", "disabled", "checked"},
    "h3": {"id"},
    "h4": {"id"},
    "h5": {"id"},
    "h6": {"id"},
}
SCHEMES = ("https://", "http://", "mailto:", "tel:", "/", "#")


def unsafe(html: str) -> list[str]:
    """What should not be there."""
    found = []
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name not in TAGS:
            found.append(f"<{element.name}>")
        for name, value in element.attrs.items():
            if name not in ATTRIBUTES.get(element.name, ()):
                found.append(f"<{element.name} {name}={value}>")
        href, source = element.get("href"), element.get("src")
        if href and (not str(href).startswith(SCHEMES) or str(href).startswith("//")):
            found.append(f"href={href}")
        if source and not str(source).startswith("/files/"):
            found.append(f"src={source}")
        if element.get("id") and not str(element["id"]).startswith("h-"):
            found.append(f"id={element['id']}")
    return found
