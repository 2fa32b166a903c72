"""The whole API as one blueprint: importing the files with its views is what gives it them."""

from __future__ import annotations

from precursors.api import (
    asides,
    certificates,
    disposal,
    doors,
    exports,
    figures,
    findings,
    log,
    mirror,
    openapi,
    people,
    protocols,
    register,
    reporting,
    shelves,
    shipments,
    shipments_changing,
    stock,
    substances,
    uploads,
    work,
)
from precursors.api.blueprint import bp

__all__ = [
    "asides",
    "bp",
    "certificates",
    "disposal",
    "doors",
    "exports",
    "figures",
    "findings",
    "log",
    "mirror",
    "openapi",
    "people",
    "protocols",
    "register",
    "reporting",
    "shelves",
    "shipments",
    "shipments_changing",
    "stock",
    "substances",
    "uploads",
    "work",
]
