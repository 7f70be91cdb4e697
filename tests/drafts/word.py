"""What people do in Word, done to the bytes of a DOCX: words changed with and without tracking, and
comments, as Word writes them."""

import io
import re
import zipfile

WHEN = 'w:date="2026-11-20T10:00:00Z"'


def _with(data: bytes, changes: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry, old.read(entry))
        for name, text in changes.items():
            new.writestr(name, text)
    return out.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode()


def changed(data: bytes, old: str, new: str) -> bytes:
    """Without tracking, and not in the contents."""
    front, end, body = part(data).rpartition("</w:sdt>")
    assert body.count(old) == 1, (old, body.count(old))
    return _with(data, {"word/document.xml": front + end + body.replace(old, new)})


def _run(words: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def tracked(data: bytes, old: str, new: str, author: str = "J. Müller") -> bytes:
    """`old` (it may be empty: then `new` comes at the first “|” of a marker) as a tracked
    change."""
    xml = part(data)
    found = re.search(
        rf"<w:r>(?:(?!</w:r>).)*?<w:t[^>]*>([^<]*?){re.escape(old)}([^<]*)</w:t></w:r>", xml
    )
    assert found, old
    who = f'w:id="77" w:author="{author}" {WHEN}'
    gone = f"<w:del {who}>{_run(old, 'delText')}</w:del>" if old else ""
    came = f"<w:ins {who.replace('77', '78')}>{_run(new)}</w:ins>" if new else ""
    made = _run(found[1]) + gone + came + _run(found[2])
    return _with(data, {"word/document.xml": xml[: found.start()] + made + xml[found.end() :]})


def commented(data: bytes, quote: str, words: str, author: str = "J. Müller") -> bytes:
    """A comment on words of one run."""
    xml, number = part(data), "9901"
    found = re.search(
        rf"<w:r>(?:(?!</w:r>).)*?<w:t[^>]*>([^<]*?){re.escape(quote)}([^<]*)</w:t></w:r>", xml
    )
    assert found, quote
    made = (
        _run(found[1])
        + f'<w:commentRangeStart w:id="{number}"/>'
        + _run(quote)
        + f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
        + _run(found[2])
    )
    who = f'w:id="{number}" w:author="{author}" {WHEN}'
    note = f"<w:comment {who}><w:p>{_run(words)}</w:p></w:comment>"
    notes = part(data, "word/comments.xml").replace("</w:comments>", f"{note}</w:comments>")
    notes = re.sub(r"(<w:comments [^>]*)/>", rf"\1>{note}</w:comments>", notes)
    body = xml[: found.start()] + made + xml[found.end() :]
    return _with(data, {"word/document.xml": body, "word/comments.xml": notes})
