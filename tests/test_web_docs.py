"""The description of the API names every parameter and address that there is, in the docs and on the page."""

from __future__ import annotations

import re
from pathlib import Path

from archive.settings import Settings
from webui.app import create_app

ROOT = Path(__file__).parent.parent


def test_every_parameter_is_described(settings: Settings) -> None:
    source = (ROOT / "webui" / "parameters.py").read_text(encoding="utf-8")
    names = set(re.findall(r'args(?:\.get\(|, )"([a-z_]+)"', source))
    assert {"q", "stadt", "von", "pro_seite"} <= names
    docs = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    page = create_app(settings).test_client().get("/api").get_data(as_text=True)
    for name in names:
        assert f"`{name}`" in docs, name
        assert f"<code>{name}</code>" in page, name


def test_every_address_for_programs_is_described(settings: Settings) -> None:
    docs = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    rules = [
        rule.rule
        for rule in create_app(settings).url_map.iter_rules()
        if rule.endpoint.startswith(("api.", "feeds.", "exports.", "memento."))
    ]
    assert len(rules) >= 9
    for rule in rules:
        if rule != "/api":
            for ours, theirs in (("article_id", "id"), ("path:address", "URL"), ("stamp", "YYYYMMDDhhmmss")):
                rule = rule.replace(f"<{ours}>", f"<{theirs}>")
            assert rule in docs, rule
