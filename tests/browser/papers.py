"""Files as people upload them: a photo of a ticket, an invoice of one page."""

import io

import pypdfium2
from PIL import Image


def png(side: int = 40) -> dict[str, object]:
    data = io.BytesIO()
    Image.effect_noise((side, side), 80).save(data, "PNG")
    return {"name": "ticket.png", "mimeType": "image/png", "buffer": data.getvalue()}


def pdf() -> dict[str, object]:
    data, paper = io.BytesIO(), pypdfium2.PdfDocument.new()
    paper.new_page(300, 400)
    paper.save(data)
    return {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": data.getvalue()}
