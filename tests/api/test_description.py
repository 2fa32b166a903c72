"""The API is what it says of itself: every operation is described, and answers as described."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from precursors.access.permissions import Role
from precursors.api.openapi import described
from precursors.api.operation import ABOUT
from precursors.api.shapes import Shape
from precursors.db.engine import Database
from precursors.web.access import demand_of
from tests.api.caller import Caller, a_caller, an_api
from tests.conftest import DEEP
from tests.trade.cells import typed_shipment

REQUESTS = 200_000 if DEEP else 2_000
"""Requests in all: shared out among the operations, in both modes on both engines."""
LEAST = 2
"""Requests of each operation at the least."""
EVERYTHING = [Role.INSPECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR]
CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


def test_the_description_is_for_anybody_and_names_every_operation(caller: Caller) -> None:
    answer = caller.app.test_client().get("/api/v1/openapi.json")

    described_ids = {
        operation["operationId"] for place in answer.json["paths"].values() for operation in place.values()
    }
    endpoints = {
        rule.endpoint.partition(".")[2]
        for rule in caller.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"
    }
    assert answer.json["openapi"] == "3.1.0"
    assert described_ids == endpoints


def test_every_shape_that_is_named_is_described(caller: Caller) -> None:
    document = described(caller.app)
    named = set()

    def walk(part: object) -> None:
        if isinstance(part, dict):
            named.update(text.rpartition("/")[2] for name, text in part.items() if name == "$ref")
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(document)

    assert named <= set(document["components"]["schemas"])
    assert set(document["components"]["schemas"]) == set(Shape.known)


def test_every_operation_says_what_it_demands(caller: Caller) -> None:
    views = caller.app.view_functions
    silent = [name for name in views if name.startswith("api.") and demand_of(caller.app, name) is None]

    assert silent == []
    assert [name for name in views if name.startswith("api.") and not hasattr(views[name], ABOUT)] == ["api.openapi"]


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Caller:
    """A program that may do everything, and something to do it with."""
    made = a_caller(an_api(database, tmp_path), database, EVERYTHING)
    made.app.config["PROPAGATE_EXCEPTIONS"] = False
    for line in ("1", "2", "3"):
        place = f"/shipments/{made.post('/shipments', typed_shipment(line=line)).json['ref']}"
        made.post(f"{place}/flags", {"because": "look"}, If_Match=made.tag(place))
    return made


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_sent_is_answered_as_described(world: Caller, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)
    operations = [found.ok() for found in schema.get_all_operations()]

    each = max(LEAST, ceil(REQUESTS / len(operations) / 2 / len(GenerationMode)))

    wrong = [told for operation in operations if (told := tried(operation, mode, world, each))]

    assert not wrong, "\n\n".join(wrong)


def flag_or_shipment(operation: APIOperation, world: Caller) -> str:
    """The reference of a record that stands, as the operation's address wants it."""
    kind = "flags" if "/flags/{" in operation.path else "shipments"
    return next((each["ref"] for each in world.ask(f"/{kind}")["items"]), "SHP-2026-000001-X")


def tried(operation: APIOperation, mode: GenerationMode, world: Caller, examples: int) -> str | None:
    """What an operation answered otherwise than described to one of many requests, half of them about what is there."""
    known = {"ref": flag_or_shipment(operation, world), "key": "acetone", "number": 1, "username": "nobody"}

    @settings(
        max_examples=examples, database=None, phases=[Phase.generate], derandomize=not DEEP,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), there=booleans())
    def one(case: schemathesis.Case, there: bool) -> None:
        if there:
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
            case.headers.update({"If-Match": "*"} if "If-Match" in case.headers else {})
        if operation.label.startswith("DELETE /api/v1/tokens"):
            case.path_parameters["number"] = 424242  # not the one that all this comes with
        case.headers.update(world.headers)
        response = case.call()
        case.validate_response(response, checks=list(CHECKS))
        assert "Traceback" not in response.text
        assert response.status_code != 401 or mode is GenerationMode.NEGATIVE  # which takes the token away at times

    try:
        one()
    except Unsatisfiable:  # nothing could be sent that does not fit
        return None
    except (FailureGroup, AssertionError) as why:
        return f"{operation.label}: {why}"
    return None
