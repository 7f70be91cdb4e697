"""Run as a program, in its own limited process: makes JPEG previews of one hostile file.

    python -I preview.py pdf|image FILE FOLDER  ->  one line of JSON on standard output

Imports nothing of the house: there is no secret in this process, and it starts in a moment.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 1 << 30  # a 50 megapixel photo needs 400 MB while it is made smaller
SECONDS = 20
WRITTEN = 32 << 20
SIDE = 1600
MOST_PAGES = 20
MOST_PIXELS = 50_000_000
MOST_SIDE = 12_000
QUALITY = 80


class No(Exception):
    """Not this file; the word is turned into a sentence by limited.py."""


def limit() -> None:
    """What this process may use, set before the first byte of the file is looked at."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def image(source: Path, folder: Path) -> dict[str, Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source, formats=_formats(source)) as opened:
        width, height = opened.size
        if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
            raise No("too_many_pixels")
        opened.load()  # every byte is decoded, so a cut-off photo is found out
        small = _scalable(opened)
        small.thumbnail((SIDE, SIDE))  # first, so that what follows costs next to nothing
        upright = ImageOps.exif_transpose(_opaque(small))
        return {"pages": 1, "previews": [_save(upright, folder, 1)]}


def _formats(source: Path) -> list[str]:
    """HEIC's reader is loaded for its own files only."""
    with source.open("rb") as opened:
        if opened.read(8)[4:] != b"ftyp":
            return ["JPEG", "PNG"]
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()
    return ["HEIF"]


def pdf(source: Path, folder: Path) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        locked = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        raise No("locked" if error.err_code in locked else "unreadable") from error
    document.init_forms()  # what was filled into a form is part of an invoice
    count = len(document)
    if not count:
        raise No("unreadable")
    made = [_page(document[n], folder, n + 1) for n in range(min(count, MOST_PAGES))]
    return {"pages": count, "previews": made}


def _page(page: Any, folder: Path, number: int) -> dict[str, int]:
    longest = max(page.get_size())
    if not 0 < longest < 20_000:
        raise No("unreadable")
    bitmap = page.render(scale=min(SIDE / longest, 4), rev_byteorder=True)
    made = _save(bitmap.to_pil().convert("RGB"), folder, number)
    bitmap.close()
    page.close()
    return made


def _scalable(picture: Any) -> Any:
    """Palettes and single bits as colours, sixteen bits as eight: as they are they do not scale."""
    if picture.mode in ("P", "PA", "1"):
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture


def _opaque(picture: Any) -> Any:
    """RGB, on white where it can be seen through."""
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        picture = Image.new("RGBA", layer.size, "white")
        picture.alpha_composite(layer)
        picture.info = layer.info
    return picture.convert("RGB")


def _save(picture: Any, folder: Path, number: int) -> dict[str, int]:
    from PIL import Image

    clean = Image.new("RGB", picture.size)  # a new picture has no EXIF, no comment, no profile
    clean.paste(picture)
    clean.save(folder / f"{number}.jpg", "JPEG", quality=QUALITY, optimize=True)
    return {"width": clean.width, "height": clean.height}


def main(kind: str, source: str, folder: str) -> None:
    limit()
    try:
        answer = {"pdf": pdf, "image": image}[kind](Path(source), Path(folder))
    except No as no:
        answer = {"no": str(no)}
    except Exception as error:  # whatever a parser stumbles over, the file is not readable
        bomb = type(error).__name__ == "DecompressionBombError"
        answer = {"no": "too_many_pixels" if bomb else "unreadable"}
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:4])
