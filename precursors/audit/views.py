"""Pages of the log: its acts, one act, and the signed head to take away."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.audit import reading, signing
from precursors.audit.checkpoint import load_key, log_head, sign
from precursors.audit.genesis import LOCAL
from precursors.audit.models import Act
from precursors.audit.reasons import withheld
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t

bp = Blueprint("audit", __name__)

LONGEST = 15
"""Digits of an act's number that are looked up."""


@bp.app_template_filter("act_kind")
def act_kind(kind: str) -> str:
    """What the reader's language calls a kind of act; its code where nobody gave it a name."""
    name = t(f"audit.kind-{kind}")
    if not name.startswith("audit."):
        return name
    refused = kind.removeprefix("refuse-")
    return kind if refused == kind else t("audit.refused", what=act_kind(refused))


@bp.app_template_filter("row_kind")
def row_kind(kind: str) -> str:
    """The same for a kind of row."""
    name = t(f"audit.rows-{kind.replace('_', '-')}")
    return kind if name.startswith("audit.") else name


@bp.app_template_filter("actor_name")
def actor_name(actor: str) -> str:
    """Who did an act, as pages tell it: a person by the name they sign in with, the machine's own operator in words."""
    who, _, person = actor.partition(" as ")
    if who != LOCAL.name:
        return actor
    return t("audit.local-as", person=person) if person else t("audit.local")


@bp.app_template_filter("act_reason")
def act_reason(act: Act) -> str | None:
    """Why an act was done, for those whose act it is; which key signs is for everybody."""
    own = reader().sight.owns(act.agency) and act.id not in _withheld()
    return act.reason if own or act.kind == signing.KIND else None


def _withheld() -> frozenset[int]:
    """Asked once for a page."""
    if "withheld_reasons" not in g:
        with here().database.read() as session:
            g.withheld_reasons = withheld(session, reader().sight)
    found: frozenset[int] = g.withheld_reasons
    return found


@bp.get("/acts")
@requires(Permission.READ_LOG)
def acts() -> ResponseReturnValue:
    """The log, newest first."""
    filters, after = reading.read_filters(request.args), request.args.get("after", "")
    with here().database.read() as session:
        page = reading.page(session, filters, int(after) if _is_number(after) else None)
        kinds = reading.kinds(session)
    offered = [("", t("audit.all")), *sorted(((kind, act_kind(kind)) for kind in kinds), key=lambda each: each[1])]
    return render_template("audit/acts.html", page=page, filters=filters, kinds=offered)


@bp.get("/acts/<number>")
@requires(Permission.READ_LOG)
def act(number: str) -> ResponseReturnValue:
    """One act with its seal."""
    with here().database.read() as session:
        told = reading.told(session, reader().sight, int(number)) if _is_number(number) else None
    if told is None:
        abort(404)
    return render_template("audit/act.html", told=told)


@bp.get("/acts/checkpoint")
@requires(Permission.READ_LOG)
def checkpoint() -> ResponseReturnValue:
    """The head of the log now, signed, as a file to be kept outside."""
    with here().database.read() as session:
        head, _ = log_head(session)
    answer = Response(sign(head, load_key(here().settings.signing_key_file)), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"log-head-{head.size}.note")
    return answer


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST
