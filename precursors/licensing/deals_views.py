"""The answer before a deal as somebody may carry it away: a signed statement, its picture, the page that checks one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit import statements
from precursors.audit.checkpoint import BadNote, load_key, public_bytes
from precursors.licensing.deals_importer import reasons_of, sides_of
from precursors.licensing.deals_models import ANSWERS, DealCheck
from precursors.licensing.licences_panels import left_of_sides
from precursors.registers.listing import find
from precursors.registers.panels import Cell, Panel
from precursors.registers.terms import terms_of
from precursors.scope.visible import Sight
from precursors.web.access import public, reader, requires
from precursors.web.here import here, public_address
from precursors.web.texts import t, told

bp = Blueprint("deals", __name__)
KIND = "deal"
"""First word of every such statement."""


class Said(NamedTuple):
    """What a statement says; nothing else is in it."""

    answer: str
    day: date
    until: date
    serial: str


def _key() -> Ed25519PrivateKey | None:
    """The key this registry signs with; None where there is none yet: then nothing can be handed out."""
    try:
        return load_key(here().settings.signing_key_file)
    except BadNote:
        return None


def statement_of(row: Any, key: Ed25519PrivateKey) -> str:  # noqa: ANN401 - a check
    """The signed statement of an answer: yes, with conditions or no, its day, its last day, its number."""
    return statements.stated((KIND, row.answer, f"{row.day:%Y%m%d}", f"{row.until:%Y%m%d}", row.serial), key)


def read(words: tuple[str, ...]) -> Said:
    """The words of a statement of this kind. Raises BadNote for another."""
    if len(words) != 5 or words[0] != KIND or words[1] not in ANSWERS:
        raise BadNote("not an answer before a deal")
    try:
        first, last = (datetime.strptime(word, "%Y%m%d").date() for word in words[2:4])  # noqa: DTZ007 - days have no zone
    except ValueError:
        raise BadNote("not an answer before a deal") from None
    return Said(words[1], first, last, words[4])


@bp.app_template_filter("deal_picture")
def picture(row: Any) -> Markup:  # noqa: ANN401 - a check
    """The address that checks the statement, as a QR code; nothing where there is no key."""
    key = _key()
    if key is None:
        return Markup("")
    drawn = segno.make(_address(statement_of(row, key)), error="m").svg_inline(scale=3, border=4, omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno


def _address(token: str) -> str:
    """Where anybody can check a statement."""
    return public_address(url_for("deals.verified", token=token))


@bp.get("/verify/<token>")
@public
def verified(token: str) -> ResponseReturnValue:
    """What a statement says, and whether this registry signed it; for anybody."""
    key, said = _key(), None
    with suppress(BadNote):
        said = read(statements.opened(token, public_bytes(key))) if key else None
    return render_template("licensing/verified.html", said=said, today=here().today), 200 if said else 404


@bp.get("/deal-checks/<ref>/statement")
@requires(Permission.CHECK_DEALS)
def carried(ref: str) -> ResponseReturnValue:
    """The statement as a file that can be checked offline."""
    key = _key()
    with here().database.read() as session:
        row = find(session, DealCheck, reader().sight.own, ref)
    if row is None or key is None:
        abort(404)
    file = statements.carried(statement_of(row, key), key)
    headers = {"Content-Disposition": f'attachment; filename="{ref}.json"'}
    return Response(json.dumps(file, indent=1) + "\n", mimetype="application/json", headers=headers)


def reasons(_session: Session, sight: Sight, row: Any, _today: date) -> Panel | None:  # noqa: ANN401 - a check
    """Why the answer is what it is, for the agency that gave it."""
    if not sight.owns(row.agency):
        return None
    return Panel("deals.reasons", [("deals.speaks-for", ""), ("deals.reason", "")], list(_reasons(row)), "deals.none")


def _reasons(row: Any) -> Iterator[list[Cell]]:  # noqa: ANN401 - a check
    for answer, problem in reasons_of(row.because):
        yield [Cell(t(f"deals.answer-{answer}"), guilty=answer == "no"), Cell(told(problem))]


def left(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - a check
    """What each side may still move on the day of the deal, whatever bounds it."""
    home = by_code(session, row.agency) if sight.owns(row.agency) else None
    if home is None:
        return None
    deal = {"activity": row.activity, "buyer": row.buyer, "seller": row.seller}
    terms = terms_of(session, home, today, Path())
    return left_of_sides(session, terms, row, sides_of(deal), row.activity, row.day)


def statement(_session: Session, sight: Sight, row: Any, _today: date) -> Panel | None:  # noqa: ANN401 - a check
    """The statement to hand out, and where it can be checked."""
    key = _key()
    if not sight.owns(row.agency) or key is None:
        return None
    token = statement_of(row, key)
    columns = [("deals.answer", ""), ("deals.until", ""), ("deals.token", "")]
    cells = [
        Cell(t(f"deals.answer-{row.answer}")),
        Cell(row.until, "day"),
        Cell(token, "hash", href=_address(token)),
    ]
    return Panel("deals.statement", columns, [cells], "deals.none")
