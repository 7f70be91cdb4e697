"""A paper as DOCX, with real Word comments and tracked changes, as ODT and as Markdown."""

import io
import json
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from itertools import count

from app import pandoc
from app.exports import ast, contents, emblem, reference
from app.exports.ast import Tree
from app.exports.paper import Paper

STAMP = "TandemVersion"  # the custom property that says of which version a DOCX is
CHANGE = re.compile(rb'(<w:(?:ins|del) w:id=")\d+')
NEW_PAGE = (
    b'<style:style style:name="NewPage" style:family="paragraph">'
    b'<style:paragraph-properties fo:break-after="page"/></style:style>'
)


ONE_MORE = {
    "t": "RawBlock",
    "c": ["openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'],
}


def docx(paper: Paper) -> bytes:
    blocks = [*cover(paper), *contents.block(paper, "openxml"), *_body(paper, remarks=True)]
    meta = {"title": paper.title, "lang": paper.language, STAMP: paper.stamp}
    tree = json.dumps(ast.document(blocks, meta)).encode()
    return _finished(reference.to_docx(tree))


def odt(paper: Paper) -> bytes:
    blocks = [*cover(paper), *contents.block(paper, "opendocument"), *_body(paper, remarks=False)]
    meta = {"title": paper.title, "lang": paper.language, STAMP: paper.stamp}
    tree = json.dumps(ast.document(blocks, meta)).encode()
    return _changed(pandoc.run(tree, "--from=json", "--to=odt"), {"content.xml": _with_new_page})


def markdown(paper: Paper) -> bytes:
    """GitHub's kind of Markdown: the texts alone, without comments and pictures."""
    bare = Paper(**{**vars(paper), "images": {}})
    title = ast.heading(1, ast.text(paper.title))
    parts = [_lowered(ast.part_blocks(part, bare, remarks=False)) for part in paper.parts]
    tree = ast.document([title, *(block for part in parts for block in part)])
    return pandoc.run(json.dumps(tree).encode(), "--from=json", "--to=gfm", "--wrap=none")


def cover(paper: Paper) -> list[Tree]:
    """Below the title, which Pandoc puts first: cities, day and version, the emblem with the
    funding statement."""
    picture = f"data:image/png;base64,{b64encode(emblem.png()).decode()}"
    size = [["width", "3cm"]]
    flag = {"t": "Image", "c": [["", [], size], ast.text("EU"), [picture, ""]]}
    lines = [" · ".join(paper.cities), paper.version, *paper.about]
    blocks = [ast.para(line, "Subtitle" if not n else "") for n, line in enumerate(lines) if line]
    blocks.append({"t": "Para", "c": [flag]})
    blocks += [ast.para(paper.funding_statement)] if paper.funding_statement else []
    return blocks


def _body(paper: Paper, *, remarks: bool) -> list[Tree]:
    whole = []
    for remark in paper.remarks if remarks else ():
        whole += [*ast.starts(remark), {"t": "Str", "c": paper.title}, *ast.stops(remark)]
    parts = [ast.part_blocks(part, paper, remarks=remarks) for part in paper.parts]
    if paper.pages:
        parts = [block for n, part in enumerate(parts) for block in [*([ONE_MORE] * (n > 0)), part]]
    return [*([{"t": "Para", "c": whole}] if whole else []), *parts]


def _lowered(part: Tree) -> list[Tree]:
    """Its blocks without the language around them, each heading one level below the title."""
    blocks: list[Tree] = part["c"][1]
    for block in blocks:
        if block["t"] == "Header":
            block["c"][0] = min(6, block["c"][0] + 1)
            block["c"][1] = ["", [], []]
    return blocks


def _numbered(document: bytes) -> bytes:
    """Each tracked change has a number of its own; Pandoc counts insertions and deletions apart."""
    numbers = count(1_000_000)
    return CHANGE.sub(lambda found: b"%s%d" % (found[1], next(numbers)), document)


def _finished(made: bytes) -> bytes:
    """Word puts page numbers into the contents when the file is opened: it is asked to by a
    setting."""
    asked = b'<w:updateFields w:val="true"/></w:settings>'
    settings = lambda data: data.replace(b"</w:settings>", asked, 1)  # noqa: E731
    return _changed(made, {"word/document.xml": _numbered, "word/settings.xml": settings})


def _with_new_page(content: bytes) -> bytes:
    return content.replace(
        b"</office:automatic-styles>", NEW_PAGE + b"</office:automatic-styles>", 1
    )


def _changed(made: bytes, parts: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """A packed file with some of its parts changed; the first stays the first, and unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if change := parts.get(entry.filename):
                data = change(data)
            new.writestr(entry, data, entry.compress_type)
    return out.getvalue()
