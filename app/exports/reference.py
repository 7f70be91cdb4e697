"""The look of our DOCX and ODT: Pandoc's own reference document with our fonts, colours and a page
number, made once a process."""

import io
import subprocess  # noqa: S404 - pandoc itself
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from app import pandoc
from app.later import later

docx, shared, oxml = later("docx"), later("docx.shared"), later("docx.oxml")
INK, BLUE = "1C2733", "0B3D91"
SIZES = {"Title": 26, "Subtitle": 14, "Heading 1": 18, "Heading 2": 14, "Heading 3": 12}


@cache
def docx_bytes() -> bytes:
    document = docx.Document(io.BytesIO(_default("reference.docx")))
    for name, size in SIZES.items():
        font = document.styles[name].font
        font.size, font.bold, font.color.rgb = shared.Pt(size), name != "Subtitle", _colour(BLUE)
        _family(document.styles[name])
    normal = document.styles["Normal"]
    normal.font.size, normal.font.color.rgb = shared.Pt(11), _colour(INK)
    _family(normal)
    _page_numbers(document)
    _table_lines(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def to_docx(tree: bytes, *arguments: str, landscape: bool = False) -> bytes:
    """Pandoc's tree (JSON) as a DOCX of our look."""
    with tempfile.NamedTemporaryFile(suffix=".docx") as look:
        Path(look.name).write_bytes(_turned() if landscape else docx_bytes())
        reference = f"--reference-doc={look.name}"
        return pandoc.run(tree, "--from=json", "--to=docx", reference, *arguments)


@cache
def _turned() -> bytes:
    document = docx.Document(io.BytesIO(docx_bytes()))
    page = document.sections[0]
    page.page_width, page.page_height = shared.Mm(297), shared.Mm(210)
    page.left_margin = page.right_margin = shared.Mm(15)
    page.orientation = docx.enum.section.WD_ORIENT.LANDSCAPE
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _default(name: str) -> bytes:
    command = [pandoc.program(), f"--print-default-data-file={name}"]
    return subprocess.run(command, capture_output=True, check=True, timeout=30).stdout  # noqa: S603


def _family(style: Any) -> None:
    """One font for every script, and not the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(oxml.ns.qn(f"w:{name}"), "Calibri")


def _page_numbers(document: Any) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT
    field = oxml.OxmlElement("w:fldSimple")
    field.set(oxml.ns.qn("w:instr"), "PAGE")
    line._p.append(field)


def _table_lines(document: Any) -> None:
    """Pandoc's style Table has a line below its head only."""
    style = document.styles["Table"].element
    props = style.find(oxml.ns.qn("w:tblPr"))
    lines = oxml.OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = oxml.OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5B1")):
            line.set(oxml.ns.qn(f"w:{name}"), value)
        lines.append(line)
    props.append(lines)


def _colour(rgb: str) -> Any:
    return shared.RGBColor.from_string(rgb)
