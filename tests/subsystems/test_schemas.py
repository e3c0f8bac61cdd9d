"""Every stand-in against its own OpenAPI document: whatever is sent, it answers as the document says, and never with 5xx."""

from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from subsystems.app import SERVICES

HEADERS = {"Authorization": "Bearer credential"}
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
# Not whether everything of the right type is taken: which measures and methods there are is no matter of types, and is answered 422.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
]


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("service", SERVICES)
def test_a_stand_in_keeps_its_contract(stand_ins: str, service: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{stand_ins}/{service}/openapi.json", headers=HEADERS)
    found = list(schema.get_all_operations())
    assert found
    for operation in found:
        assert isinstance(operation, Ok), operation
        explore(operation.ok(), mode)


def explore(operation: Operation, mode: GenerationMode) -> None:
    """Send what the document allows, or what it forbids; the same every time."""

    @settings(max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(mode))
    def answers(case: Case[Any]) -> None:
        case.call_and_validate(headers=HEADERS, checks=CHECKS)

    answers()
