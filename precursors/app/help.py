"""Help and glossary: short pages, readable by anybody, their texts in the catalogues."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from precursors.web.access import public
from precursors.web.texts import t


class Topic(NamedTuple):
    """One page of help: its name in the address, how many steps it has, the page it is about."""

    name: str
    steps: int
    page: str


TOPICS = (
    Topic("sign-in", 4, "sign_in.show"),
    Topic("upload", 5, "exchange.new_upload"),
    Topic("enter", 4, "trade.new"),
    Topic("correct", 4, "trade.shipments"),
    Topic("flags", 4, "flags.index"),
    Topic("register", 3, "licensing.operators"),
    Topic("share", 4, "sharing.index"),
    Topic("proof", 4, "audit.acts"),
    Topic("case", 3, "cases.index"),
    Topic("mirror", 3, "mirror.index"),
    Topic("ranking", 3, "ranking.index"),
    Topic("figures", 3, "editions.index"),
    Topic("packages", 3, "exchange.packages"),
)

TERMS = (
    "precursor", "table", "listing", "recalled", "base", "net", "salt-form", "w-w", "density", "unresolved",
    "convention", "pen", "licence-year", "excess", "act", "seal", "leaf", "root", "checkpoint", "proof", "reversal",
    "flag", "score", "watch-list", "share", "hash", "case-file", "mirror", "package", "fingerprint", "edition",
)  # fmt: skip
"""Terms of the glossary."""

SOURCES = {
    "precursor": "UN 1988, art. 12",
    "table": "UN 1988, art. 12, Table I, Table II",
    "pen": "UN 1988, art. 12 (10)",
    "leaf": "RFC 6962, 2.1",
    "root": "RFC 6962, 2.1",
    "checkpoint": "C2SP tlog-checkpoint",
    "hash": "FIPS 180-4",
    "proof": "RFC 6962, 2.1.1",
}
"""Where a term is defined, for those that others have defined; written alike in every language."""


def help_pages(bp: Blueprint) -> None:
    """Give `bp` the pages of help and the glossary."""
    bp.get("/help")(index)
    bp.get("/help/<topic>")(topic)
    bp.get("/glossary")(glossary)


@public
def index() -> ResponseReturnValue:
    """Every topic."""
    return render_template("app/help.html", topics=TOPICS)


@public
def topic(topic: str) -> ResponseReturnValue:
    """One topic, step by step."""
    found = next((each for each in TOPICS if each.name == topic), None)
    if found is None:
        abort(404)
    return render_template("app/topic.html", topic=found)


@public
def glossary() -> ResponseReturnValue:
    """The words of this registry, in the order of the reader's alphabet."""
    terms = sorted(((t(f"app.term-{each}"), each) for each in TERMS), key=lambda pair: pair[0].casefold())
    return render_template("app/glossary.html", terms=terms, sources=SOURCES)
