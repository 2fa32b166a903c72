"""A version of a protocol written part by part: what it says so far, its head, each of its steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import drafting
from precursors.disposal.draft_forms import by_field, fields_of, head_parts, step_parts
from precursors.disposal.draft_models import ProtocolDraft
from precursors.disposal.drafting import Document
from precursors.disposal.protocol_words import blamed, change_told, label, scope_told, word
from precursors.disposal.rules.document import EVIDENCE, LISTS
from precursors.disposal.views import bp, who
from precursors.problems import Problem, Problems
from precursors.substances.hazards import hazards
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t

bp.add_app_template_global(scope_told, "scope_told")
bp.add_app_template_filter(label, "part_label")
bp.add_app_template_filter(change_told, "change_told")
bp.add_app_template_global(word, "part_word")


def _draft(session: Session, name: str) -> ProtocolDraft:
    row = drafting.found(session, reader().agency or "", name)
    return row if row is not None else abort(404)


@bp.post("/protocols/drafts")
@requires(Permission.WRITE_PROTOCOLS)
def begin_draft() -> ResponseReturnValue:
    """Begin to write: from nothing, a document of the seed or a version that is kept."""
    source = request.form.get("from", "")
    name = here().whole.write(lambda session: drafting.start(session, who(session), source))
    return redirect(url_for("disposal.draft", name=name), 303) if name else abort(404)


@bp.get("/protocols/drafts/<name>")
@requires(Permission.WRITE_PROTOCOLS)
def draft(name: str) -> ResponseReturnValue:
    """What it says so far, what is against it, in what it differs from the version it was begun from."""
    return _overview(name, ())


def _overview(name: str, wrong: Sequence[Problem]) -> ResponseReturnValue:
    with here().database.read() as session:
        row = _draft(session, name)
        document = json.loads(row.document)
        found = [(blamed(each), _leads(name, document, each)) for each in drafting.against(session, who(session), row)]
        changed = drafting.differing(session, row)
    known = {"row": row, "document": document, "found": found, "changed": changed}
    page = render_template(
        "disposal/draft.html", draft_name=name, wrong=[(blamed(each), None) for each in wrong], **known
    )
    return page, 422 if wrong else 200


def _leads(name: str, document: Document, wrong: Problem) -> str:
    """Where a problem is mended."""
    parts = (wrong.field or "").split("/")
    keys = [each.get("key") for each in document.get("steps", [])]
    if parts[0] != "steps":
        return url_for("disposal.draft_head", name=name, _anchor=".".join(parts))
    if len(parts) > 2:
        return url_for("disposal.draft_step", name=name, n=int(parts[1]), _anchor=".".join(parts[2:]))
    if wrong.values.get("step") in keys:
        return url_for("disposal.draft_step", name=name, n=keys.index(wrong.values["step"]))
    return "#steps"


@bp.get("/protocols/drafts/<name>/head")
@requires(Permission.WRITE_PROTOCOLS)
def draft_head(name: str) -> ResponseReturnValue:
    """The form of everything but the steps."""
    with here().database.read() as session:
        row = _draft(session, name)
        wrong, every = by_field(drafting.against(session, who(session), row), "")
    fields = fields_of(head_parts(), json.loads(row.document), wrong)
    return render_template(
        "disposal/draft_head.html", name=name, row=row, fields=fields, wrong=every if row.saves else []
    )


@bp.post("/protocols/drafts/<name>/head")
@requires(Permission.WRITE_PROTOCOLS)
def save_head(name: str) -> ResponseReturnValue:
    """Keep what the form says."""
    head = drafting.typed(head_parts(), request.form.to_dict(flat=False))
    scope = head["scope"]
    if "substances" in scope:
        scope["substances"] = [hazards().named(each) or each for each in scope["substances"]]

    def change(document: Document) -> None:
        steps = document.get("steps", [])
        document.clear()
        document.update(head, steps=steps)

    return _saved(name, change, url_for("disposal.draft_head", name=name), lambda each: not _of_steps(each))


def _of_steps(wrong: Problem) -> bool:
    return (wrong.field or "").startswith("steps")


@bp.get("/protocols/drafts/<name>/steps/<int:n>")
@requires(Permission.WRITE_PROTOCOLS)
def draft_step(name: str, n: int) -> ResponseReturnValue:
    """The form of one step; behind the last one that of a new one."""
    with here().database.read() as session:
        row = _draft(session, name)
        problems = drafting.against(session, who(session), row)
    document = json.loads(row.document)
    steps = document.get("steps", [])
    if n > len(steps) or n >= drafting.MOST_STEPS:
        abort(404)
    step = steps[n] if n < len(steps) else {}
    wrong, every = by_field(problems, f"steps/{n}/") if step else ({}, [])
    every += [(blamed(each), None) for each in problems if step and each.values.get("step") == step.get("key")]
    rows = {each: [*step.get(each, ()), {}][: drafting.MOST_EVIDENCE] for each in LISTS}
    specs = {
        each: [fields_of(EVIDENCE, spec, wrong, f"{each}.{at}.") for at, spec in enumerate(rows[each])]
        for each in LISTS
    }
    known = {"row": row, "n": n, "step": step, "specs": specs, "wrong": every}
    fields = fields_of(step_parts(document, n), step, wrong)
    return render_template("disposal/draft_step.html", draft_name=name, fields=fields, **known)


@bp.post("/protocols/drafts/<name>/steps/<int:n>")
@requires(Permission.WRITE_PROTOCOLS)
def save_step(name: str, n: int) -> ResponseReturnValue:
    """Keep what the form says of a step."""
    form = request.form.to_dict(flat=False)

    def change(document: Document) -> None:
        step = drafting.typed_step(step_parts(document, n), EVIDENCE, form)
        drafting.put_step(document, min(n, drafting.MOST_STEPS - 1), step)

    def own(wrong: Problem) -> bool:
        return (wrong.field or "").startswith(f"steps/{n}/")

    again = url_for("disposal.draft_step", name=name, n=n)
    return _saved(name, change, again, (lambda _: True) if "more" in form else own, stay="more" in form)


@bp.post("/protocols/drafts/<name>/steps/<int:n>/<any(up,down,out):way>")
@requires(Permission.WRITE_PROTOCOLS)
def move_step(name: str, n: int, way: drafting.Way) -> ResponseReturnValue:
    """Move a step, or take it out."""
    there = url_for("disposal.draft", name=name, _anchor="steps")
    return _saved(name, lambda document: drafting.move_step(document, n, way), there, lambda _: False)


def _saved(
    name: str, change: Callable[[Document], None], again: str, own: Callable[[Problem], bool], *, stay: bool = False
) -> ResponseReturnValue:
    """Keep a change; back to its form while anything there is wrong, else to what the draft says."""
    seen = request.form.get("saves", type=int)

    def unit(session: Session) -> Problems | list[Problem]:
        row = _draft(session, name)
        made = drafting.saved(session, who(session), row, -1 if seen is None else seen, change)
        return made if isinstance(made, Problems) else drafting.against(session, who(session), row)

    made = here().whole.write(unit)
    if isinstance(made, Problems):
        return _overview(name, made)
    flash(t("protocols.saved"), "success")
    wrong = stay or any(own(each) for each in made)
    return redirect(again if wrong or "_anchor" in again or "#" in again else url_for("disposal.draft", name=name), 303)


@bp.post("/protocols/drafts/<name>/hand-in")
@requires(Permission.WRITE_PROTOCOLS)
def hand_in_draft(name: str) -> ResponseReturnValue:
    """Hand it in as a version, which a chemist then reads."""
    made = here().whole.write(lambda session: drafting.hand_in(session, who(session), _draft(session, name)))
    if isinstance(made, Problems):
        return _overview(name, made)
    flash(t("disposal.recorded", ref=made), "success")
    return redirect(url_for("disposal.protocol", ref=made), 303)


@bp.post("/protocols/drafts/<name>/throw-away")
@requires(Permission.WRITE_PROTOCOLS)
def throw_draft_away(name: str) -> ResponseReturnValue:
    """Forget it."""
    here().whole.write(lambda session: drafting.throw_away(session, _draft(session, name)))
    flash(t("protocols.thrown-away"), "success")
    return redirect(url_for("disposal.protocols"), 303)
