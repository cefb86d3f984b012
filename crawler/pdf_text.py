"""Reads the text off PDF files, each in a process of its own with bounds: what was crawled may be broken or hostile."""

from __future__ import annotations

import io
import json
import logging
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# A press office's files are far smaller; what is larger is read as far as this.
MOST_PAGES, MOST_LETTERS = 200, 500_000
# Seconds of work, seconds in all, bytes of memory for one file.
MOST_WORK, MOST_TIME, MOST_MEMORY = 20, 60, 1 << 30


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF, its pages parted by a blank line; `error` says why there is none, or less than all of it."""

    text: str = ""
    error: str = ""


def read_pdf(body: bytes) -> PdfText:
    """Return the text of a PDF. Never raises: what goes wrong is told in `error`."""
    command = [sys.executable, "-W", "ignore", "-m", "crawler.pdf_text"]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=body,
            capture_output=True,
            timeout=MOST_TIME,
            check=False,
            cwd=Path(__file__).parent.parent,
        )
    except subprocess.TimeoutExpired:
        return PdfText(error=f"reading it took longer than {MOST_TIME} seconds")
    except OSError as error:
        return PdfText(error=f"it could not be read ({error.strerror})")
    try:
        told = json.loads(done.stdout)
        return PdfText(str(told["text"]), str(told["error"]))
    except (ValueError, KeyError, TypeError):
        if done.returncode < 0:
            return PdfText(error=f"reading it took more than {MOST_WORK} seconds of work or too much memory")
        return PdfText(error="it is too damaged to be read")


def extract_pdf(body: bytes) -> PdfText:
    """Return the text of a PDF, read in this process without bounds of time and memory."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(error="it is encrypted")
        pages, letters, error = [], 0, ""
        total = len(reader.pages)
        for page in reader.pages[:MOST_PAGES]:
            text = page.extract_text().strip()
            letters += len(text)
            pages.append(text[: MOST_LETTERS - letters + len(text)])
            if letters >= MOST_LETTERS:
                error = f"only its first {MOST_LETTERS} letters were read"
                break
        if not error and total > MOST_PAGES:
            error = f"only {MOST_PAGES} of its {total} pages were read"
    except MemoryError:
        return PdfText(error=f"reading it needs more than {MOST_MEMORY >> 20} MB of memory")
    except RecursionError:
        return PdfText(error="it is nested too deeply to be read")
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        ArithmeticError,
    ) as broken:
        return PdfText(error=f"it is damaged ({type(broken).__name__})")
    except NotImplementedError:
        return PdfText(error="it is made in a way that cannot be read")
    text = "\n\n".join(page for page in pages if page).replace("\x00", "")
    return PdfText(text, error or ("" if text else "it holds no text, as a scanned page does"))


def main() -> None:
    """Read a PDF from standard input, and write its text as JSON: the process that `read_pdf` starts."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_WORK, MOST_WORK))
    logging.disable()
    told = extract_pdf(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps({"text": told.text, "error": told.error}))


if __name__ == "__main__":
    main()
