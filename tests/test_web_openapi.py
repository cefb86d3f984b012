"""The OpenAPI document is true: every address for programs stands in it, answers fit their schemas, both languages are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from lxml import html
from web_archive import RICH, article_id, build_archive

from webui.api_description import list_groups, read_spec, resolve
from webui.app import create_app
from webui.parameters import CSV_FIELDS

SPEC = read_spec()
OPERATIONS = [(path, item["get"]) for path, item in SPEC["paths"].items()]
# Not for programs, older names of what is described, or addresses that are described in words beside the document.
BESIDE = {"/api", "/openapi.json", "/opensearch.xml", "/export.csv", "/export.json", "/export.ris", "/feed.atom"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings, ledger = build_archive(tmp_path_factory.mktemp("openapi"))
    with ledger:
        yield create_app(settings, ledger=ledger).test_client()


def make_validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": SPEC["components"]})


def test_the_document_is_read_by_a_tool_that_others_use(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    assert document["servers"] == [{"url": "http://localhost"}]
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    assert len(list(schema.get_all_operations())) == len(OPERATIONS)


def test_every_address_for_programs_is_described(client: FlaskClient) -> None:
    rules = {
        re.sub(r"<\w+>", "{id}", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith(
            ("api.", "feeds.", "exports.", "articles.send_", "changes.send_", "jubilees.send_all")
        )
    }
    assert rules - BESIDE == set(SPEC["paths"])


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[path for path, _operation in OPERATIONS])
def test_answers_are_as_described(client: FlaskClient, path: str, operation: dict[str, Any]) -> None:
    query: dict[str, Any] = {}
    for reference in operation["parameters"]:
        parameter = resolve(SPEC, reference)
        schema = resolve(SPEC, parameter["schema"])
        item = resolve(SPEC, schema.get("items", schema))
        if parameter["in"] == "query" and "enum" in item:
            query[parameter["name"]] = item["enum"][0]
    address = path.replace("{id}", article_id(RICH))
    for asked in ({}, query):
        answer = client.get(f"{address}?{urlencode(asked)}")
        assert answer.status_code == 200
        ((media_type, told),) = operation["responses"]["200"]["content"].items()
        assert answer.mimetype == media_type
        assert answer.data
        if "json" in media_type:
            make_validator(told["schema"]).validate(answer.get_json(force=True))
    for code, bad in (("400", f"{address}?von=gestern&art=unsinn"), ("404", path.replace("{id}", "0" * 16))):
        if code in operation["responses"]:
            answer = client.get(bad)
            assert str(answer.status_code) == code
            ((media_type, told),) = operation["responses"][code]["content"].items()
            assert answer.mimetype == media_type
            if media_type == "application/json":
                make_validator(told["schema"]).validate(answer.get_json())


def test_a_wrong_answer_would_be_noticed(client: FlaskClient) -> None:
    validator = make_validator({"$ref": "#/components/schemas/SearchResult"})
    answer = client.get("/api/v1/search?q=Venlo").get_json()
    assert validator.is_valid(answer)
    assert not validator.is_valid({**answer, "total": "viele"})
    answer["hits"][0]["state"] = "tot"
    assert not validator.is_valid(answer)


def test_everything_is_said_in_both_languages() -> None:
    def walk(item: Any) -> Iterator[dict[str, Any]]:
        if isinstance(item, dict):
            if isinstance(item.get("description"), str) or "summary" in item:
                yield item
            for part in item.values():
                yield from walk(part)
        elif isinstance(item, list):
            for part in item:
                yield from walk(part)

    told = list(walk(SPEC))
    assert len(told) > 80
    for item in told:
        assert item["x-de"].strip()
        assert item["x-de"] != item.get("description", item.get("summary"))
    german, english = list_groups_in(german=True), list_groups_in(german=False)
    assert [group.name for group in german] == [group.name for group in english] == ["json", "whole", "cite"]


def list_groups_in(*, german: bool) -> Any:
    with Flask("x").test_request_context("/"):
        return list_groups(SPEC, german=german)


def test_the_page_is_made_from_the_document(client: FlaskClient) -> None:
    for language, word in (("de", "Bedeutung"), ("en", "Meaning")):
        page = html.document_fromstring(client.get(f"/api?lang={language}").data)
        assert {code.text for code in page.xpath("//section[@class='operation']/h3/code")} == set(SPEC["paths"])
        assert word in page.text_content()
    for line in page.xpath("//section[@class='operation']/pre/code/text()"):
        address = re.search(r"curl 'http://localhost([^']+)'", line)[1]  # type: ignore[index]  # each has one
        with client.get(address.replace("0123456789abcdef", article_id(RICH))) as answer:
            answer.get_data()  # the whole of it: exports are streamed
            assert answer.status_code == 200
    fields = SPEC["components"]["parameters"]["felder"]
    assert set(fields["example"].split(",")) <= set(CSV_FIELDS)
