"""Takes off the content encoding of a kept body, bounded: what was crawled may be a bomb."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

from archive.errors import WarcError

# As many layers as a server may wrap around a body; more is an attack.
LAYERS = 3
_STEP = 64 * 1024


def decode_body(body: bytes, encoding: str, limit: int) -> bytes:
    """Return a body without its content encoding (`Content-Encoding` as the server wrote it).

    A body that is not in the encoding it claims comes back as it is: servers lie. Raises WarcError where the
    decoded body is larger than `limit` bytes or the encoding is not known.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    if len(names) > LAYERS:
        raise WarcError(
            f"A body is wrapped in {len(names)} encodings ({encoding[:80]}); no more than {LAYERS} are taken off."
        )
    for name in reversed(names):
        if name == "identity":
            continue
        decode = _DECODERS.get(name)
        if decode is None:
            raise WarcError(f"A body is encoded as {name[:40]!r}, which this program cannot take off.")
        decoded = decode(body, limit)
        if decoded is None:
            return body
        if len(decoded) > limit:
            raise WarcError(f"A body is larger than {limit} bytes when it is unpacked.")
        body = decoded
    return body


def _unzip(body: bytes, limit: int, wbits: int) -> bytes | None:
    unzip = zlib.decompressobj(wbits=wbits)
    try:
        return unzip.decompress(body, limit + 1)
    except zlib.error:
        return None


def _decode_gzip(body: bytes, limit: int) -> bytes | None:
    return _unzip(body, limit, 31)


def _decode_deflate(body: bytes, limit: int) -> bytes | None:
    decoded = _unzip(body, limit, 15)
    # Some servers leave out the zlib frame that the standard asks for.
    return _unzip(body, limit, -15) if decoded is None else decoded


def _decode_brotli(body: bytes, limit: int) -> bytes | None:
    import brotli  # type: ignore[import-untyped]  # it has no types; comes with Scrapy, which alone asks servers for it

    decoder = brotli.Decompressor()
    decoded = bytearray()
    try:
        decoded += decoder.process(body, output_buffer_limit=_STEP)
        while not decoder.is_finished() and len(decoded) <= limit:
            piece = decoder.process(b"", output_buffer_limit=_STEP)
            if not piece and decoder.can_accept_more_data():
                break  # the body broke off; what came is kept
            decoded += piece
    except brotli.error:
        return None
    return bytes(decoded)


def _decode_zstd(body: bytes, limit: int) -> bytes | None:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    try:
        return zstd.ZstdDecompressor().decompress(body, max_length=limit + 1)
    except zstd.ZstdError:
        return None


_DECODERS: dict[str, Callable[[bytes, int], bytes | None]] = {
    "gzip": _decode_gzip,
    "x-gzip": _decode_gzip,
    "deflate": _decode_deflate,
    "br": _decode_brotli,
    "zstd": _decode_zstd,
}
