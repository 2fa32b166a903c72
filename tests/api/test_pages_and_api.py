"""Everything a page can do, the API can: each form that is sent has its operation, or a reason why it has none."""

from __future__ import annotations

import re

from precursors.exchange.shelves import SHELVES
from tests.scope.test_matrix import ROUTES

DOOR = "who comes in and by what: a token is no person at the door and never shows a second factor"
BY_FACTOR = "a second person decides with a factor of their own, which a token never shows"
WITHOUT = {
    "/account": DOOR,
    "/account/confirm": DOOR,
    "/account/factors/app": DOOR,
    "/account/factors/app/remove": DOOR,
    "/account/factors/codes": DOOR,
    "/account/factors/passkey": DOOR,
    "/account/factors/passkey/answer": DOOR,
    "/account/factors/passkey/remove": DOOR,
    "/account/password": DOOR,
    "/account/visits/end": DOOR,
    "/people/<>/reset": DOOR,
    "/sign-in": DOOR,
    "/sign-in/passkey": DOOR,
    "/sign-in/passkey/answer": DOOR,
    "/sign-in/second": DOOR,
    "/sign-out": DOOR,
    "/welcome/<>": DOOR,
    "/tokens": "a token makes no other: whoever lost one would have lost all",
    "/inbox/approvals/<>": BY_FACTOR,
    "/hand-in/<>": "for somebody without an account, by a link that works once",
    **dict.fromkeys(
        [
            "/protocols/drafts",
            "/protocols/drafts/<>/hand-in",
            "/protocols/drafts/<>/head",
            "/protocols/drafts/<>/steps/<>",
            "/protocols/drafts/<>/steps/<>/<>",
            "/protocols/drafts/<>/throw-away",
        ],
        "writes a protocol part by part; a program hands the whole document in",
    ),
    "/exports/<>": "only leads to the file with the columns chosen, which the API serves",
    "/verify/<>": "compares a file in hand, for anybody; a program takes the hash from the certificate",
    "/people/<>/close": "ends an account and its tokens, so a person does it",
}
"""Forms without an operation, and why."""

OTHERWISE = {
    "/case-links": "/cases/<>/link",
    "/disposal": "/disposal-orders",
    "/disposal/<>/steps": "/disposal-orders/<>/steps",
    "/disposal/<>/sync": "/disposal-orders/<>/steps",
    "/disposal/certificates/<>/document": "/disposal-certificates/<>/documents",
    "/figures/<>/<>": "/figures/<>/<>/settings",
    "/flags/<>": "/flags/<>/dispositions",
    "/formats": "/formats/<>",
    "/hazards/<>/confirm": "/hazards/<>/confirmation",
    "/hazards/<>/withdraw": "/hazards/<>/withdrawal",
    "/inbox/<>/take-away": "/inbox/<>",
    "/jobs/<>/cancel": "/jobs/<>",
    "/people/<>/roles/<>/withdraw": "/people/<>/roles/<>/withdrawals",
    "/protocols": "/disposal-protocols",
    "/protocols/<>/decide": "/disposal-protocols/<>/decision",
    "/protocols/<>/review": "/disposal-protocols/<>/review",
    "/protocols/<>/withdraw": "/disposal-protocols/<>/withdrawal",
    "/ranked": "/ranked/runs",
    "/reporting-cycle": "/reporting-cycles",
    "/reports/<>": "/filed-reports",
    "/shares/<>/withdraw": "/shares/<>/withdrawals",
    "/shipments/<>/correct": "/shipments/<>/corrections",
    "/shipments/<>/resolve": "/shipments/<>/resolutions",
    "/shipments/<>/reverse": "/shipments/<>/reversals",
    "/substances/watch": "/watch-list",
    "/tokens/<>/withdraw": "/tokens/<>",
    "/uploads/<>/alike": "/uploads/<>/cells",
    "/uploads/<>/cancel": "/uploads/<>",
    "/uploads/<>/decide": "/uploads/<>/decision",
    "/uploads/<>/undo": "/uploads/<>/reversals",
    "/uploads/links": "/upload-links",
    "/uploads/links/<>/withdraw": "/upload-links/<>",
}
"""Forms whose operation stands under an address of its own."""


def shape_of(rule: str) -> str:
    """A route without the names of its parts."""
    return re.sub(r"<[^>]*>", "<>", rule)


def operations() -> set[str]:
    """Every operation that changes something."""
    rules = (rule for rules in ROUTES.values() for rule in rules if (rule.methods or set()) & {"POST", "PUT", "DELETE"})
    return {shape_of(rule.rule).removeprefix("/api/v1") for rule in rules if rule.rule.startswith("/api/v1/")}


def forms() -> set[str]:
    """Every form that a page sends."""
    rules = (rule for rules in ROUTES.values() for rule in rules if "POST" in (rule.methods or ()))
    return {shape_of(rule.rule).removesuffix("/new") for rule in rules if not rule.rule.startswith("/api/")}


def operation_of(form: str) -> str:
    """Where the API does the same."""
    if form in OTHERWISE:
        return OTHERWISE[form]
    if form.startswith("/disposal/<>/"):
        return "/disposal-orders/<>/deeds/<>"
    return re.sub(r"/flag$", "/flags", form)


def test_every_form_has_its_operation_or_a_reason() -> None:
    known = operations()

    assert {form: operation_of(form) for form in forms() - WITHOUT.keys() if operation_of(form) not in known} == {}


def test_no_reason_and_no_other_address_is_left_over() -> None:
    assert (WITHOUT.keys() | OTHERWISE.keys()) - forms() == set()


def test_records_of_every_shelf_have_their_proof_in_the_api() -> None:
    gets = {rule.rule for rules in ROUTES.values() for rule in rules if "GET" in (rule.methods or ())}

    assert {shelf.kind for shelf in SHELVES if f"/api/v1/{shelf.kind}/<ref>/proof" not in gets} == set()
