"""Wounds for pages, by seed: what the fuzz test and the long fuzz run feed to extraction."""

from __future__ import annotations

import random
from collections.abc import Sequence

PIECES = [
    b"<div>", b"</div>", b"<p>", b"<h1>", b"<figure>", b"<img src='http://[::1'>", b"<a href='http://[::1/x'>", b"\x00",
    b"\xff\xfe", b"<script>", b"<!--", b"<![CDATA[", b"&#1114112;", b"&#x0;", b"<br><br>", b"<table><tr>", "◄".encode(),
    b'<script type="application/ld+json">[[[{"@type":"NewsArticle","headline":7,"articleBody":null}', b"<svg><title>",
    "Veröffentlicht am: 99.99.9999".encode(), b"<a href='javascript:x'>mehr</a>", b"<time datetime='0000-00-00'>",
    b"<meta property='og:title' content='x'>", b"<p class='teaser'>", b"<link rel='canonical' href='//'>", b"<form>",
    b"<base href='http://['>", b"Foto: " * 40, b"<li>" * 60, b"(" * 500, b"- " * 800, b"<blockquote class='twitter-tweet'>",
    b"<meta http-equiv='content-type' content='text/html; charset=utf-16'>", b"<meta charset='x-user-defined'>",
    b"<time datetime='9999-99-99T99:99'>", b"31.12.9999 1.1.0001 " * 30, b"<div>" * 300, b"\xed\xa0\x80", b"%PDF-1.7 ",
    b'<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"x","articleBody":"' + b"y" * 500,
    b"<main><article><main><article>", b"</body></html>", b"<plaintext>", b"<textarea>", b"<math><mi>", b"<h1></h1>" * 40,
]  # fmt: skip


def mutate_page(page: bytes, others: Sequence[bytes], dice: random.Random) -> bytes:
    """Return the page with a few wounds of different kinds: cut, doubled, swapped, broken bytes, pieces of others."""
    data = bytearray(page)
    for _ in range(dice.randint(1, 8)):
        at, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        kind = dice.randrange(6)
        if kind == 0:
            del data[at : min(end, at + 400)]
        elif kind == 1:
            data[at:at] = dice.choice(PIECES)
        elif kind == 2:
            data[at:at] = data[at : min(end, at + 2000)]
        elif kind == 3 and data:
            for _ in range(20):
                data[dice.randrange(len(data))] = dice.randrange(256)
        elif kind == 4:
            data = data[:at] + data[end:] if dice.random() < 0.3 else data
        else:
            other = dice.choice(others)
            data[at:at] = other[: dice.randrange(len(other) + 1)]
        if not data:
            data = bytearray(b"<")
    return bytes(data)
