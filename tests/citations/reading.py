"""The words of an exported file, whatever its format; white space is one blank."""

import io
import re
import zipfile

import pypdfium2


def words_in(data: bytes, format_: str) -> str:
    if format_ == "md":
        text = data.decode()
    elif format_ == "pdf":
        document = pypdfium2.PdfDocument(data)
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [n for n in packed.namelist() if n.endswith(("footnotes.xml", "document.xml"))]
            names += [n for n in packed.namelist() if n == "content.xml"]
            text = " ".join(packed.read(name).decode() for name in names)
        text = re.sub(r"<[^>]+>", "", text)
    return re.sub(r"[\s\u00ad]+", " ", text)
