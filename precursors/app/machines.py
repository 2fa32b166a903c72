"""What programs ask of the installation itself: what is kept for a time, whether the registry holds, how rules do."""

from __future__ import annotations

import json
from types import SimpleNamespace

from flask import Response, url_for

from precursors.access.permissions import Permission
from precursors.anomalies.performance import by_officer, performance
from precursors.api.answers import answer, created
from precursors.api.blueprint import bp
from precursors.api.operation import Operation, operation, sent
from precursors.api.shapes import MOMENT, TEXT, TRUTH, WHOLE, many, maybe, shape
from precursors.app import ruling, verification
from precursors.app.clearing import kept
from precursors.app.keeping import Place
from precursors.documents.store import Store
from precursors.jobs.service import newest, under_way
from precursors.web.access import reader, requires
from precursors.web.here import here

KEPT = shape(
    "Kept",
    "How long things of one sort are kept, how many are over it now, and when some went last.",
    what=TEXT,
    days=WHOLE,
    due=WHOLE,
    cleared_at=(maybe(MOMENT), lambda told: told.last.at if told.last else None),
    cleared=(WHOLE, lambda told: told.last.cleared if told.last else 0),
    cleared_in_all=(WHOLE, lambda told: told.last.total if told.last else 0),
)
VERIFICATION = shape(
    "Verification",
    "What the last verification came to; all empty where none was ordered here, `running` while one is under way.",
    ended=maybe(MOMENT),
    ok=maybe(TRUTH),
    acts=maybe(WHOLE),
    rows=maybe(WHOLE),
    root=maybe(TEXT),
    code=maybe(TEXT),
    running=TRUTH,
)
JUDGED = shape(
    "RuleJudged",
    "What one person said of the flags of one rule; of each flag the last word counts.",
    officer=TEXT,
    confirmed=WHOLE,
    dismissed=WHOLE,
    unclear=WHOLE,
)
RULE = shape(
    "RulePerformance",
    "What one rule has found and what people said of it; the precision is the share of decided flags confirmed.",
    rule=TEXT,
    open=WHOLE,
    confirmed=WHOLE,
    dismissed=WHOLE,
    unclear=WHOLE,
    officers=many(JUDGED.ref),
)
ORDERED = shape("Ordered", "Work that was asked for; one that is under way already is not asked for twice.", job=TEXT)
WHOLE_RUN = {
    "type": "object",
    "properties": {"whole": {"type": "boolean"}},
    "additionalProperties": False,
}


@bp.get("/keeping")
@requires(Permission.ADMINISTER_AGENCIES)
@operation(Operation("List what is kept only for a time", many(KEPT.ref)))
def keeping() -> Response:
    """Every sort of thing with its days."""
    place = Place(here().settings, here().whole, Store(here().settings.home / "documents"))
    return answer(KEPT.all(kept(place, here().now)))


@bp.get("/verification")
@requires(Permission.READ_LOG)
@operation(Operation("Read what the last verification came to", VERIFICATION))
def verification_read() -> Response:
    """The last result that is kept."""
    with here().database.aside.read() as aside:
        done, running = newest(aside, verification.VERIFY, "done"), under_way(aside, verification.VERIFY)
    told = json.loads(done.answer) if done and done.answer else {}
    values = {name: told.get(name) for name in ("ok", "acts", "rows", "root", "code")}
    ended = done.ended if done else None
    return answer(VERIFICATION.of(SimpleNamespace(ended=ended, running=running is not None, **values)))


@bp.post("/verification")
@requires(Permission.READ_LOG)
@operation(Operation("Order a verification", ORDERED, {}, None, 201))
def verification_ordered() -> Response:
    """Unless one is under way."""
    return _ordered(here().database.aside.write(verification.order))


@bp.get("/rules")
@requires(Permission.READ_FLAGS)
@operation(Operation("List the rules over many records with what people said of their flags", many(RULE.ref)))
def rules() -> Response:
    """By rule."""
    with here().database.read() as session:
        found, said = performance(session, reader().sight), by_officer(session, reader().sight)
    return answer(
        RULE.all(
            SimpleNamespace(**each._asdict(), officers=JUDGED.all(one for one in said if one.rule == each.rule))
            for each in found
        )
    )


@bp.post("/rules")
@requires(Permission.DECIDE_FLAG)
@operation(Operation("Run the rules over what is new, or over everything", ORDERED, {}, WHOLE_RUN, 201))
def rules_run() -> Response:
    """Unless a run is under way."""
    whole = bool(sent().get("whole"))
    return _ordered(here().database.aside.write(lambda aside: ruling.order(aside, whole=whole)))


def _ordered(job: str) -> Response:
    return created(ORDERED.of(SimpleNamespace(job=job)), url_for("api.job", job_id=job))
