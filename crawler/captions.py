"""Captions and photo credits told apart, also where they are glued together or stand twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from archive.records import Image
from archive.text import normalise_text
from crawler.cleaning import clean_text

# No word boundary before the label: the CMS glues it to the sentence („Besuch.Bild:“, „PlatzFoto:“).
_LABEL = re.compile(
    r"\(?\s*(?:(?:Archiv|Symbol|Titel|Luft|Produkt)?(?:[Ff]otos?|[Bb]ild(?:er|nachweis|rechte|quelle)?)|Fotograf(?:in)?|Grafik(?:en)?|"
    r"Repro|Quelle|Visualisierung|Illustration|Zeichnung|Credit|Copyright)\s*[:©]\s*|©\s*"
)
_END = " \t\n|·–-,;"
# Characters from the end within which an unlabelled credit stands: patterns of profiles may cost the square of what they search.
_REACH = 240


def split_credit(text: str, credits: Sequence[str] = ()) -> tuple[str, str]:
    """Return caption and credit of a text that may hold both; `credits` are patterns of credits without a label."""
    text = clean_text(text)
    labels = list(_LABEL.finditer(text))
    # The last label counts; a label in front of everything („Foto: Zoo Krefeld“) leaves no caption.
    for label in reversed(labels):
        before, credit = text[: label.start()].rstrip(_END), text[label.end() :].strip(_END)
        if credit and len(credit) <= 160:
            if label[0].startswith("(") or (before.count("(") > before.count(")")):
                credit = credit.removesuffix(".").removesuffix(")").strip(_END)
                before = before.rstrip("( ")
            return _say_once(before, labels[0].start()), credit.strip()
    if (pattern := _compile_credits(tuple(credits))) and (match := pattern.search(text, max(0, len(text) - _REACH))):
        before = text[: match.start()].rstrip(_END)
        # A credit at the end of a sentence, or alone; the same words within a sentence are no credit.
        if not before or before[-1] in ".!?)“\"'”":
            return before, match[0].strip(_END).removesuffix(".")
    return text, ""


def _say_once(caption: str, first: int) -> str:
    """Return a caption of which all stood twice in one element, with a credit between; `first` is where that begins."""
    words = caption[:first].rstrip(_END)
    twice = len(words) >= 20 and len(caption) > first + len(words) and caption.endswith(words)
    return words if twice else caption


def has_credit(text: str) -> bool:
    """Tell whether a text carries a labelled photo credit at its end."""
    return bool(split_credit(text)[1])


def merge_images(images: Sequence[Image]) -> tuple[Image, ...]:
    """Return the images with each picture once: a second one of the same address or the same words adds what is missing."""
    merged: list[Image] = []
    for image in images:
        for position, known in enumerate(merged):
            same_words = image.caption and same_caption(image.caption, known.caption)
            if (image.src and image.src == known.src) or (same_words and not (image.src and known.src)):
                merged[position] = Image(
                    known.src or image.src,
                    known.alt or image.alt,
                    known.caption or image.caption,
                    known.credit or image.credit,
                )
                break
        else:
            merged.append(image)
    return tuple(merged)


def same_caption(one: str, other: str) -> bool:
    """Tell whether two captions say the same, whatever their quotes, hyphens, labels and credits."""
    return bool(one and other) and _key(one) == _key(other)


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    caption = split_credit(text)[0] or text
    return re.sub(r"[\W_]+", "", normalise_text(caption)).casefold()


@lru_cache(maxsize=64)
def _compile_credits(credits: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(f"(?:{'|'.join(credits)})\\.?$") if credits else None
