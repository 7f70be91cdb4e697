"""The contents of a paper for Word and OpenDocument: filled in, with links, so that a reader sees
them at once; page numbers come when the program brings its fields up to date."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from flask_babel import force_locale
from flask_babel import gettext as _

from app.documents.schema import whole
from app.documents.tree import Node, walk, words_of
from app.exports.ast import Tree, anchors, fit
from app.exports.paper import Paper

Entry = tuple[int, str, str]  # its level (1 a section, 2 a heading in it), its words, its anchor
FIELD = '<w:instrText xml:space="preserve">TOC \\o "1-2" \\h \\z \\u</w:instrText>'
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
ODT_BREAK = '<text:p text:style-name="NewPage"/>'


def block(paper: Paper, kind: str) -> list[Tree]:
    """Pandoc's raw block, with a page before and after it; `kind` is openxml or opendocument."""
    made = _docx(paper) if kind == "openxml" else _odt(paper)
    return [] if paper.short else [{"t": "RawBlock", "c": [kind, made]}]


def _entries(paper: Paper) -> Iterator[Entry]:
    for part in paper.parts:
        yield 1, part.heading, part.name
        known = anchors(part)
        for node in walk(part.top):
            if node.tag == "heading" and _level(node) == 1:
                yield 2, " ".join(words_of(node).split()), known[id(node)]


def _level(node: Node) -> int:
    return whole(node.attrs.get("level"), 1, 4, 2)


def _title(paper: Paper) -> str:
    with force_locale(paper.language if paper.language in ("en", "de", "es") else "en"):
        return _("Contents")


def _docx(paper: Paper) -> str:
    title = _docx_line("TOCHeading", f"<w:r><w:t>{_safe(_title(paper))}</w:t></w:r>")
    lines = [
        _docx_line(
            f"TOC{level}",
            f'<w:hyperlink w:anchor="{anchor}" w:history="1">'
            f'<w:r><w:t xml:space="preserve">{_safe(words)}</w:t></w:r></w:hyperlink>',
        )
        for level, words, anchor in _entries(paper)
    ]
    begin = f"<w:p>{MARK.format('begin')}<w:r>{FIELD}</w:r>{MARK.format('separate')}</w:p>"
    end = f"<w:p>{MARK.format('end')}</w:p>"
    gallery = '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
    about = f"<w:sdtPr><w:docPartObj>{gallery}</w:docPartObj></w:sdtPr>"
    inner = "".join((title, begin, *lines, end))
    return f"{BREAK}<w:sdt>{about}<w:sdtContent>{inner}</w:sdtContent></w:sdt>{BREAK}"


def _docx_line(style: str, inner: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def _odt(paper: Paper) -> str:
    title = _safe(_title(paper))
    heading = f'<text:p text:style-name="Contents_20_Heading">{title}</text:p>'
    lines = "".join(
        f'<text:p text:style-name="Contents_20_{level}">'
        f'<text:a xlink:type="simple" xlink:href="#{anchor}">{_safe(words)}</text:a></text:p>'
        for level, words, anchor in _entries(paper)
    )
    entry = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{n}"'
        f' text:style-name="Contents_20_{n}"><text:index-entry-link-start/><text:index-entry-text/>'
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/><text:index-entry-link-end/>"
        "</text:table-of-content-entry-template>"
        for n in (1, 2)
    )
    source = (
        '<text:table-of-content-source text:outline-level="2"><text:index-title-template'
        f' text:style-name="Contents_20_Heading">{title}</text:index-title-template>{entry}'
        "</text:table-of-content-source>"
    )
    named = f'<text:index-title text:name="Contents_Head">{heading}</text:index-title>'
    body = f"<text:index-body>{named}{lines}</text:index-body>"
    table = f'<text:table-of-content text:name="Contents">{source}{body}</text:table-of-content>'
    return f"{ODT_BREAK}{table}{ODT_BREAK}"


def _safe(words: str) -> str:
    return escape(fit(words))
