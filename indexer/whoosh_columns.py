"""What stands in the sidecar of a segment: terms, postings, places of words, columns for filters and facets, and texts.

Written from the same postings as the segment itself; whoosh_view.py reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from whoosh.util.numeric import byte_to_length

from indexer.query import ALL_FIELDS
from indexer.records import ABOUT, IndexDocument
from indexer.whoosh_postings import EXACT, KindPostings, Postings, hash_id
from indexer.whoosh_sidecar import Array, write_sidecar

# Whoosh keeps the length of a field in one byte; ranking uses what that byte stands for.
LENGTH_OF_BYTE = np.array([byte_to_length(number) for number in range(256)], dtype=np.float64)
# Every so manieth term is kept at hand, so that a look-up reads one short piece of the file.
HEAD_EVERY = 32


def write_columns(path: Path, postings: Postings) -> None:
    """Write the sidecar of a segment that holds exactly these documents in this order; the caller forces it to disk."""
    arrays: dict[str, Array] = {}
    blobs: dict[str, bytes] = {}
    totals: dict[str, int] = {}
    most: dict[str, int] = {}
    for kind, held in postings.kinds.items():
        _add_terms(arrays, blobs, kind, held.terms)
        _add_postings(arrays, kind, held)
        fields = np.repeat(held.fields, np.diff(held.starts))
        for number, name in enumerate(ALL_FIELDS):
            totals[name + kind] = int(held.lengths[number].sum())
            most[name + kind] = int(held.counts.max(initial=0, where=fields == number))
    exact = postings.kinds[EXACT]
    # Where words stand is only kept of exact forms; a stem stands where one of its forms does.
    places = np.concatenate(([0], np.cumsum(exact.counts)))
    arrays["places"], arrays["positions"] = places[exact.starts].astype(np.uint32), _small(exact.positions)
    arrays["forms"] = np.argsort(postings.stems, kind="stable").astype(np.uint32)
    arrays["forms.starts"] = np.searchsorted(
        postings.stems[arrays["forms"]], np.arange(len(postings.kinds[""].terms) + 1)
    ).astype(np.uint32)
    for number, name in enumerate(ALL_FIELDS):
        arrays[f"{name}.lengths"] = quantise_lengths(exact.lengths[number])
    facts = {
        "documents": len(postings.documents),
        "totals": totals,
        "most": most,
        **_add_facts(arrays, postings.documents),
    }
    sizes = np.fromiter(map(len, postings.stored), dtype=np.int64, count=len(postings.stored))
    arrays["stored.offsets"] = np.concatenate(([0], np.cumsum(sizes)))
    blobs["stored"] = b"".join(postings.stored)
    write_sidecar(path, arrays, blobs, facts)


def quantise_lengths(lengths: Array) -> Array:
    """Return the byte that Whoosh keeps of each field length."""
    return np.minimum(np.searchsorted(LENGTH_OF_BYTE, lengths), 255).astype(np.uint8)


def posting_lengths(held: KindPostings) -> Array:
    """Return, per posting, the byte of its field's length in its document."""
    fields = np.repeat(held.fields, np.diff(held.starts))
    lengths: Array = quantise_lengths(held.lengths)[fields, held.docs]
    return lengths


def _add_terms(arrays: dict[str, Array], blobs: dict[str, bytes], kind: str, terms: list[bytes]) -> None:
    sizes = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)) + 1
    arrays[f"terms{kind}.offsets"] = np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32)
    blobs[f"terms{kind}"] = b"".join([term + b"\n" for term in terms])
    blobs[f"terms{kind}.heads"] = b"\n".join(terms[::HEAD_EVERY])


def _add_postings(arrays: dict[str, Array], kind: str, held: KindPostings) -> None:
    arrays[f"postings{kind}.runs"] = held.runs.astype(np.uint32)
    arrays[f"postings{kind}.fields"] = held.fields
    arrays[f"postings{kind}.starts"] = held.starts.astype(np.uint32)
    arrays[f"postings{kind}.docs"] = _small(held.docs)
    # How often, and in how long a field: all that the score of a posting depends on, in one number.
    arrays[f"postings{kind}.codes"] = _small(held.counts << 8 | posting_lengths(held), np.uint16)


def _add_facts(arrays: dict[str, Array], documents: list[IndexDocument]) -> dict[str, Any]:
    """Add the columns of what is no text, and return the names that their numbers stand for."""
    sites = sorted({document.site for document in documents})
    states = sorted({document.state for document in documents})
    cities = sorted({tag.city for document in documents for tag in document.tags})
    places = {city: number for number, city in enumerate(cities)}
    pairs: dict[tuple[int, int], bool] = {}
    for number, document in enumerate(documents):
        for tag in document.tags:
            pair = (number, places[tag.city])
            pairs[pair] = pairs.get(pair, False) or tag.role == ABOUT
    days = [document.published for document in documents]
    arrays["days"] = np.array([day.toordinal() if day else 0 for day in days], dtype=np.int32)
    arrays["months"] = np.array([day.year * 12 + day.month - 1 if day else 0 for day in days], dtype=np.int32)
    arrays["ids"] = np.array([hash_id(document.id) for document in documents], dtype=np.uint64)
    arrays["sites"] = np.array([sites.index(document.site) for document in documents], dtype=np.int32)
    arrays["states"] = np.array([states.index(document.state) for document in documents], dtype=np.int32)
    arrays["pdf"] = np.array([document.has_pdf for document in documents], dtype=np.uint8)
    arrays["tagged.docs"] = np.array([document for document, _ in pairs], dtype=np.int32)
    arrays["tagged.cities"] = np.array([city for _, city in pairs], dtype=np.int32)
    arrays["tagged.about"] = np.array(list(pairs.values()), dtype=np.uint8)
    return {"sites": sites, "states": states, "cities": cities}


def _small(numbers: Array, least: type = np.uint8) -> Array:
    """Return the numbers in as few bytes each as they need, but not fewer than `least` has."""
    most = int(numbers.max()) if len(numbers) else 0
    fitting = np.uint8 if most < 256 else np.uint16 if most < 65536 else np.uint32
    return numbers.astype(np.promote_types(fitting, least))
