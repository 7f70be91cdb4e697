"""Papers of the story, drawn by code: invoices and tickets as PDF, a photo of a receipt as PNG."""

import io

from PIL import Image, ImageDraw, ImageFont

from app.files.store import Taken, take

SIZE = (620, 876)  # A4 at 75 dots an inch
INK, SOFT, RULE = (20, 30, 50), (110, 120, 140), (200, 206, 216)


def pdf(name: str, title: str, rows: list[tuple[str, str]]) -> Taken:
    return _taken(name, "PDF", title, rows)


def png(name: str, title: str, rows: list[tuple[str, str]]) -> Taken:
    return _taken(name, "PNG", title, rows)


def _taken(name: str, kind: str, title: str, rows: list[tuple[str, str]]) -> Taken:
    buffer = io.BytesIO()
    _draw(title, rows).save(buffer, kind)
    buffer.seek(0)
    return take(buffer, name)


def _draw(title: str, rows: list[tuple[str, str]]) -> Image.Image:
    page = Image.new("RGB", SIZE, (255, 255, 255))
    pen = ImageDraw.Draw(page)
    pen.text((50, 60), title, fill=INK, font=ImageFont.load_default(26))
    pen.text((50, 100), "Example paper of the demo", fill=SOFT, font=ImageFont.load_default(13))
    for n, (what, amount) in enumerate(rows):
        top = 160 + n * 34
        pen.text((50, top), what, fill=INK, font=ImageFont.load_default(15))
        width = pen.textlength(amount, font=ImageFont.load_default(15))
        pen.text((570 - width, top), amount, fill=INK, font=ImageFont.load_default(15))
        pen.line((50, top + 27, 570, top + 27), fill=RULE)
    return page
