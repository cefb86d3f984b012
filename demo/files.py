"""The files that the demonstration site serves beside its pages, all made on the spot: pictures and PDF attachments."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from demo.notices import pick_number

_COLOURS = ((31, 78, 95), (94, 60, 83), (57, 91, 54), (122, 78, 28), (44, 62, 110), (110, 52, 48))
_WIDTH, _HEIGHT = 320, 180


@lru_cache(maxsize=256)
def draw_png(key: str) -> bytes:
    """Return a small PNG of three bands of one colour, the same for the same key."""
    red, green, blue = _COLOURS[pick_number(key, len(_COLOURS))]
    bands = [bytes((min(255, red + step), min(255, green + step), min(255, blue + step))) for step in (110, 60, 0)]
    edge = 60 + pick_number(f"{key}:edge", 60)
    rows = b"".join(b"\0" + bands[(row > edge) + (row > edge + 40)] * _WIDTH for row in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _png_chunk(kind, body) for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    )


def draw_svg(key: str) -> bytes:
    """Return a drawing of a row of houses under a sun, the same for the same key."""
    red, green, blue = _COLOURS[pick_number(key, len(_COLOURS))]
    houses = []
    left = -10
    for number in range(14):
        width, height = 34 + pick_number(f"{key}:w{number}", 40), 70 + pick_number(f"{key}:h{number}", 130)
        roof = f"M{left} {360 - height}l{width / 2} -{width / 3:.0f}l{width / 2} {width / 3:.0f}V360H{left}z"
        houses.append(f'<path d="{roof}" fill-opacity="{0.55 + number % 3 * 0.2:.2f}"/>')
        left += width + 2
    sky = f"rgb({min(255, red + 160)},{min(255, green + 150)},{min(255, blue + 150)})"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360">'
        f'<rect width="640" height="360" fill="{sky}"/><circle cx="{90 + pick_number(key, 460)}" cy="80" r="34" fill="#fff7d6"/>'
        f'<g fill="rgb({red},{green},{blue})">{"".join(houses)}</g></svg>'
    ).encode()


@lru_cache(maxsize=64)
def write_pdf(title: str, line: str) -> bytes:
    """Return a valid PDF of one page with a title and a line of text (characters outside Latin-1 become `?`)."""
    stream = b"BT /F1 20 Tf 60 760 Td (%s) Tj 0 -40 Td /F1 12 Tf (%s) Tj ET" % (_pdf_text(title), _pdf_text(line))
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pdf_text(text: str) -> bytes:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252", "replace")
