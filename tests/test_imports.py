"""Imports run one way; libraries stay behind the modules that were made for them; nothing is imported in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("archive", "crawler", "indexer", "webui", "demo")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# Which of our packages a package may import; the longest matching prefix of a module's name counts.
ALLOWED = {
    "archive": {"archive"},
    "crawler": {"crawler", "archive"},
    "indexer": {"indexer", "archive"},
    "webui": {"webui", "indexer", "archive"},
    "demo": {"demo", "archive"},
}
# Which modules alone may import a library; `*` stands for the rest of a name.
KEEPERS = {
    "whoosh": ("indexer.whoosh_",),
    "warcio": ("archive.warc",),
    "opensearchpy": ("indexer.opensearch_",),
    "scrapy": ("crawler.",),
    "twisted": ("crawler.",),
    "bs4": ("crawler.",),
    "trafilatura": ("crawler.second_reader",),
    "htmldate": ("crawler.second_reader",),
    "flask": ("webui.",),
    "icalendar": ("webui.jubilees",),
    "sqlalchemy": ("archive.",),
}


def name_module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(path: Path, *, top_level: bool = False) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where things come from"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=name_module)
def test_imports_run_one_way(path: Path) -> None:
    module = name_module(path)
    allowed = ALLOWED[module.split(".")[0]]
    for name in imported_by(path):
        package = name.split(".")[0]
        assert package not in PACKAGES or package in allowed, f"{module} must not import {name}"
        assert package != "pressearchiv", f"{module} must not import the front door"
        keepers = KEEPERS.get(package)
        assert keepers is None or f"{module}.".startswith(keepers), f"{module} must not import {name}"


def test_no_module_imports_itself_in_a_circle() -> None:
    known = {name_module(path): path for path in FILES}
    graph = {
        module: {name for name in imported_by(path, top_level=True) if name in known} for module, path in known.items()
    }
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module not in done:
            for name in graph[module]:
                visit(name, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())
    assert len(done) == len(FILES)


def test_searching_needs_no_scrapy() -> None:
    code = (
        "import sys; sys.modules['scrapy'] = sys.modules['twisted'] = None;"
        "import indexer.build, webui.app, webui.serve; print('fine')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("fine", 0), done.stderr
