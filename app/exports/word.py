"""A paper as DOCX, with real Word comments and tracked changes, as ODT and as Markdown."""

import io
import json
import re
import zipfile
from base64 import b64encode
from itertools import count

from app import pandoc
from app.exports import ast, emblem, reference
from app.exports.ast import Tree
from app.exports.paper import Paper

STAMP = "TandemVersion"  # the custom property that says of which version a DOCX is
CHANGE = re.compile(rb'(<w:(?:ins|del) w:id=")\d+')
CONTENTS = ("--toc", "--toc-depth=2")
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def docx(paper: Paper) -> bytes:
    blocks = [*cover(paper, "openxml", BREAK), *_body(paper, remarks=True)]
    meta = {"title": paper.title, "lang": paper.language, STAMP: paper.stamp}
    tree = json.dumps(ast.document(blocks, meta)).encode()
    return _finished(reference.to_docx(tree, *CONTENTS))


def odt(paper: Paper) -> bytes:
    blocks = [*cover(paper, "", ""), *_body(paper, remarks=False)]
    meta = {"title": paper.title, "lang": paper.language}
    tree = json.dumps(ast.document(blocks, meta)).encode()
    return pandoc.run(tree, "--from=json", "--to=odt", *CONTENTS)


def markdown(paper: Paper) -> bytes:
    """GitHub's kind of Markdown: the texts alone, without comments and pictures."""
    bare = Paper(**{**vars(paper), "images": {}})
    title = ast.heading(1, ast.text(paper.title))
    parts = [_lowered(ast.part_blocks(part, bare, remarks=False)) for part in paper.parts]
    tree = ast.document([title, *(block for part in parts for block in part)])
    return pandoc.run(json.dumps(tree).encode(), "--from=json", "--to=gfm", "--wrap=none")


def cover(paper: Paper, kind: str, page_break: str) -> list[Tree]:
    """Title, cities, day and version, the emblem with the funding statement; then a new page."""
    picture = f"data:image/png;base64,{b64encode(emblem.png()).decode()}"
    size = [["width", "3cm"]]
    flag = {"t": "Image", "c": [["", [], size], ast.text("EU"), [picture, ""]]}
    lines = [" · ".join(paper.cities), paper.version, *paper.about]
    blocks = [ast.para(paper.title, "Title")]
    blocks += [ast.para(line, "Subtitle" if not n else "") for n, line in enumerate(lines) if line]
    blocks.append({"t": "Para", "c": [flag]})
    blocks += [ast.para(paper.funding_statement)] if paper.funding_statement else []
    blocks += [{"t": "RawBlock", "c": [kind, page_break]}] if kind else []
    return blocks


def _body(paper: Paper, *, remarks: bool) -> list[Tree]:
    whole = []
    for remark in paper.remarks if remarks else ():
        whole += [*ast.starts(remark), {"t": "Str", "c": paper.title}, *ast.stops(remark)]
    parts = [ast.part_blocks(part, paper, remarks=remarks) for part in paper.parts]
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
    """Word fills the contents when the file is opened, and is asked to by a setting."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                data = _numbered(data)
            if entry.filename == "word/settings.xml":
                data = data.replace(
                    b"</w:settings>", b'<w:updateFields w:val="true"/></w:settings>', 1
                )
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
