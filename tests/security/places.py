"""Every address of the application, read from the application itself: a page added tomorrow is tried as well."""

from __future__ import annotations

import re
from functools import cache

from flask import Flask
from werkzeug.routing import Rule

from precursors.app.web import create_app
from precursors.config.settings import load
from precursors.db.engine import Database

API = "/api/"
KINDS = {
    "shipments": "shipment", "flags": "flag", "operators": "operator", "licences": "licence_line", "shares": "share",
    "uploads": "upload", "jobs": "job", "people": "person", "links": "link",
}  # fmt: skip
"""The part of an address before a name, and the kind of record it names."""

EXAMPLES = {
    "substances": "acetone", "templates": "shipments", "exports": "shipments", "static": "registry.css",
    "verify": "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY",
}  # fmt: skip
"""The same for names that are no record's; any other is `1`."""

Refs = dict[tuple[str, str], str]
"""Kind and relation to the reader, to the reference of a record."""


@cache
def rules() -> tuple[Rule, ...]:
    """Every route of the application; asking for them opens no database."""
    nowhere = load({"PRECURSORS_HOME": "nowhere", "PRECURSORS_SECRET_KEY": "not a secret in a test"})
    return tuple(create_app(nowhere, Database("sqlite:///nowhere/never.sqlite3")).url_map.iter_rules())


def routes(method: str, *, api: bool = False) -> list[str]:
    """The patterns of all addresses that take a method, those of the API or those of the pages."""
    found = {each.rule for each in rules() if method in (each.methods or ())}
    return sorted(each for each in found if each.startswith(API) == api)


def address(pattern: str, refs: Refs, relation: str = "own", name: str | None = None) -> str:
    """An address of this pattern: it names a record in this relation to the reader, or `name`."""

    def filled(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip("/").rpartition("/")[2]
        known = KINDS.get(before)
        if match["among"]:
            return match["among"].partition(",")[0]
        plain = {"ending": "csv", "role": "inspector"}.get(match["name"], EXAMPLES.get(before, "1"))
        return name or (refs[known, relation] if known else plain)

    return re.sub(r"<(?:\w+(?:\((?P<among>[^)]*)\))?:)?(?P<name>\w+)>", filled, pattern)


def exempt(app: Flask) -> set[str]:
    """Names of the blueprints and views of which no form token is asked."""
    known = app.extensions["csrf"]
    return {getattr(each, "name", str(each)) for each in known._exempt_blueprints} | set(known._exempt_views)
