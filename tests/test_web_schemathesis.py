"""Schemathesis asks the API whatever its description allows: each answer fits the description, none is an error of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_archive import build_archive

from webui.api_description import read_spec
from webui.app import create_app

EXAMPLES = 20
# That a day is a day of the calendar, and a city one of the gazetteer, is said in words beside the schema.
BESIDE = [positive_data_acceptance]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made, ledger = build_archive(tmp_path_factory.mktemp("schemathesis"))
    with ledger:
        yield schemathesis.openapi.from_wsgi("/openapi.json", create_app(made, ledger=ledger))


@pytest.mark.parametrize("path", read_spec()["paths"])
def test_answers_fit_the_description(schema: Any, path: str) -> None:
    asked = 0

    @given(case=schema[path]["GET"].as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        response = case.call_and_validate(excluded_checks=BESIDE)
        assert response.status_code < 500

    ask()
    assert asked >= 1
