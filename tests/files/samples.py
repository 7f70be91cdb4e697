"""Files as people hand them in, good and bad, made on the spot."""

import io
import struct
import zlib

import pypdfium2
from PIL import Image


def picture(form="JPEG", size=(60, 40), mode="RGB", colour="navy", **options):
    made = io.BytesIO()
    Image.new(mode, size, colour).save(made, form, **options)
    return made.getvalue()


def heic(size=(320, 240)):
    """As phones take them."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    return picture("HEIF", size)


def turned_photo():
    """Wide as stored, upright by its EXIF, and it says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "secret-place"
    return picture(size=(3000, 2000), exif=exif, comment=b"secret-comment")


def pdf(pages=1, size=(595, 842)):
    document = pypdfium2.PdfDocument.new()
    for _n in range(pages):
        document.new_page(*size)
    made = io.BytesIO()
    document.save(made)
    document.close()
    return made.getvalue()


def locked_pdf():
    """Encrypted under a password that nobody knows."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 5\n%strailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(body))
    )


def huge_png(width=50_000, height=50_000):
    """A few bytes that claim to be a picture of gigabytes."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
