"""The description of the API as OpenAPI, and the page made from it: what a program may ask and what it gets."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, render_template

from webui.languages import current_language
from webui.links import root_address

api_description = Blueprint("api_description", __name__)

SPEC = Path(__file__).parent / "openapi.json"
GERMAN = "x-de"  # every description has its German words beside it under this key


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the page tells it: its name, what it means, the values it takes where they are few."""

    name: str
    meaning: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An address as the page tells it: what it gives, of which type, with which parameters; an example to try."""

    path: str
    meaning: str
    media_type: str
    parameters: tuple[Parameter, ...]
    example: str
    statuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together, under a heading."""

    name: str
    heading: str
    operations: tuple[Operation, ...]


@api_description.get("/api")
def describe_api() -> Response:
    """Answer with the page that describes the API, made from its OpenAPI document."""
    spec = read_spec()
    german = current_language() == "de"
    page = render_template("api.html", groups=list_groups(spec, german=german), sample=write_sample(spec))
    return make_response(page)


@api_description.get("/openapi.json")
def send_openapi() -> Response:
    """Answer with the OpenAPI document, this server's address in it."""
    return jsonify({**read_spec(), "servers": [{"url": root_address().rstrip("/")}]})


@lru_cache(maxsize=1)
def read_spec() -> dict[str, Any]:
    """Return the OpenAPI document that comes with the program."""
    spec: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return spec


def list_groups(spec: dict[str, Any], *, german: bool) -> tuple[Group, ...]:
    """Return all operations by their tags, in the words of one language."""
    operations: dict[str, list[Operation]] = {}
    for path, item in spec["paths"].items():
        operations.setdefault(item["get"]["tags"][0], []).append(_read_operation(spec, path, item["get"], german))
    return tuple(Group(tag["name"], _say(tag, german), tuple(operations.get(tag["name"], ()))) for tag in spec["tags"])


def write_sample(spec: dict[str, Any]) -> str:
    """Return a made-up answer of the search that fits its schema, as indented JSON."""
    return json.dumps(_make_example(spec, {"$ref": "#/components/schemas/SearchResult"}), ensure_ascii=False, indent=2)


def resolve(spec: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference within the document stands for, or the item itself."""
    if "$ref" not in item:
        return item
    found: Any = spec
    for part in item["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return deepcopy(found)


def _read_operation(spec: dict[str, Any], path: str, operation: dict[str, Any], german: bool) -> Operation:
    parameters = [resolve(spec, parameter) for parameter in operation["parameters"]]
    good = operation["responses"]["200"]
    examples = {
        parameter["name"]: parameter["example"]
        for parameter in parameters
        if "example" in parameter and parameter["in"] == "query"
    }
    shown = {name: examples[name] for name in list(examples)[:2]}
    address = path
    for parameter in parameters:
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    return Operation(
        path=path,
        meaning=operation["x-de"] if german else operation["summary"],
        media_type=next(iter(good["content"])),
        parameters=tuple(
            Parameter(parameter["name"], _say(parameter, german), _list_values(spec, parameter["schema"]))
            for parameter in parameters
        ),
        example=root_address().rstrip("/") + address + (f"?{urlencode(shown, doseq=True)}" if shown else ""),
        statuses=tuple((code, _say(told, german)) for code, told in operation["responses"].items() if code != "200"),
    )


def _list_values(spec: dict[str, Any], schema: dict[str, Any]) -> tuple[str, ...]:
    schema = resolve(spec, schema)
    if schema.get("type") == "array":
        return _list_values(spec, schema["items"])
    return tuple(schema.get("enum", ()))


def _make_example(spec: dict[str, Any], schema: dict[str, Any]) -> Any:
    schema = resolve(spec, schema)
    kinds = schema.get("type", "object")
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "object":
        made = {name: _make_example(spec, part) for name, part in schema.get("properties", {}).items()}
        return made or {"2015": 12}
    if kind == "array":
        return [_make_example(spec, schema["items"])]
    if kind in ("integer", "number"):
        return max(1, schema.get("minimum", 1))
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2015-06-03"
    return "0123456789abcdef" if "pattern" in schema else "…"


def _say(item: dict[str, Any], german: bool) -> str:
    said: str = item[GERMAN] if german else item["description"]
    return said
