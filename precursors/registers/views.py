"""The pages of a shelf: list, entry form, record, its verbs, documents, flags. One set of views serves every kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.audit.asking import actor, form_key, request_key
from precursors.audit.checkpoint import load_key
from precursors.audit.proof import prove
from precursors.db.tables import Fact
from precursors.flags.naming import learn_parties
from precursors.intake.drafts import Trouble
from precursors.intake.forms import RecordForm, form_for
from precursors.intake.record import Field, headings
from precursors.intake.types import Amount, as_typed
from precursors.lives.rules import Machine
from precursors.problems import Problem
from precursors.registers import doing, listing
from precursors.registers.entry import Entered
from precursors.registers.listing import find
from precursors.registers.panels import deciding_panels
from precursors.registers.parties import called, learn
from precursors.registers.shelf import Shelf, Verb
from precursors.registers.showing import told as record_told
from precursors.registers.writing import FILTERS, field_label, state_name
from precursors.scope.reading import note
from precursors.substances.book import book
from precursors.substances.titles import title
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told, warned

View = Callable[..., ResponseReturnValue]
Troubles = Sequence[Problem | Trouble]


def pages(shelf: Shelf) -> Blueprint:
    """The pages of one shelf, each closed to whoever lacks the permission that the shelf or the verb names."""
    bp = Blueprint(shelf.endpoint, __name__)
    bp.record_once(_furnish)
    at = f"/{shelf.kind}"
    if not shelf.own:
        _put(bp, "GET", at, "index", shelf.read, lambda: _index(shelf))
    if shelf.entered:
        _put(bp, "GET", f"{at}/new", "new", shelf.write, lambda: _new(shelf))
        _put(bp, "POST", f"{at}/new", "create", shelf.write, lambda: _create(shelf))
    if not shelf.own:
        _put(bp, "GET", f"{at}/<ref>", "show", shelf.read, lambda ref: _show(shelf, ref))
    _put(bp, "GET", f"{at}/<ref>/proof", "proof", shelf.read, lambda ref: _proof(shelf, ref))
    for verb in shelf.verbs:
        _verb_pages(bp, shelf, verb)
    aside = {
        "documents": (Permission.ATTACH_DOCUMENTS, _documents, _attached),
        "flag": (Permission.RAISE_FLAG, _flagging, _flagged),
    }
    for name, (permission, ask, do) in aside.items():
        _put(bp, "GET", f"{at}/<ref>/{name}", name, permission, lambda ref, view=ask: view(shelf, ref))
        _put(bp, "POST", f"{at}/<ref>/{name}", f"{name}_done", permission, lambda ref, view=do: view(shelf, ref))
    return bp


def _verb_pages(bp: Blueprint, shelf: Shelf, verb: Verb) -> None:
    at, name = f"/{shelf.kind}/<ref>/{verb.name}", verb.name.replace("-", "_")
    _put(bp, "GET", at, name, verb.permission, lambda ref: _ask(shelf, verb, ref))
    _put(bp, "POST", at, f"{name}_done", verb.permission, lambda ref: _do(shelf, verb, ref))


def _put(bp: Blueprint, method: str, rule: str, endpoint: str, permission: Permission, view: View) -> None:
    bp.add_url_rule(rule, endpoint, requires(permission)(view), methods=[method])


def _furnish(state: BlueprintSetupState) -> None:
    state.app.jinja_env.filters.update(FILTERS)


def _index(shelf: Shelf) -> ResponseReturnValue:
    filters = listing.read_filters(shelf, request.args)
    with here().database.read() as session:
        page = listing.page(session, shelf, reader().sight, filters, here().today, request.args.get("after"))
        learn(session, reader().sight, shelf.parties((each.row for each in page.rows), shelf.columns))
    note(shelf.model, [each.row for each in page.rows])
    may = reader().may
    handed_in = shelf.taken_in and all(map(may, shelf.sheet_writes))
    known = {"may_record": may(shelf.write) and shelf.entered, "may_export": may(Permission.EXPORT_RECORDS)}
    known |= {"may_take_in": handed_in}
    return render_template(
        "registers/list.html", shelf=shelf, page=page, filters=filters, choices=_choices(shelf, filters), **known
    )


def _choices(shelf: Shelf, filters: listing.Filters) -> dict[str, list[tuple[str, str]]]:
    """What the filters of a list offer, each with nothing chosen first."""
    found: dict[str, list[tuple[str, str]]] = {}
    if "substance" in shelf.model.__table__.columns:
        named = ((key, title(key, language())) for key in book().substances)
        found["substance"] = sorted(named, key=lambda each: each[1].casefold())
    if shelf.machine:
        found["state"] = _states(shelf.machine, filters.states)
    if shelf.picks:
        found["only"] = [(each.name, t(each.text)) for each in shelf.picks]
    return {name: [("", t("registers.all")), *own] for name, own in found.items()}


def _states(machine: Machine, asked: Sequence[str]) -> list[tuple[str, str]]:
    """Each state; before them those an address asks for together, if there are several."""
    several = [(",".join(asked), ", ".join(map(state_name, asked)))] if len(asked) > 1 else []
    return [*several, *((state, state_name(state)) for state in machine.states)]


def _new(shelf: Shelf, form: RecordForm | None = None, troubles: Troubles = ()) -> ResponseReturnValue:
    made = form or form_for(shelf.record, language())(data=dict(request.args.items()))
    made.validate()
    rest = made.blame(_sentences(troubles))
    with here().database.read() as session:
        convention = doing.terms(session, reader().agency).convention.name
    page = render_template(
        "registers/new.html", shelf=shelf, form=made, rest=rest, key=form_key(), convention=convention
    )
    return (page, 422) if troubles else page


def _sentences(troubles: Troubles) -> list[tuple[str | None, str]]:
    found = [each.problem if isinstance(each, Trouble) else each for each in troubles]
    return [(each.field, told(each)) for each in found]


def _listed(refused: Problem | Troubles) -> Troubles:
    return [refused] if isinstance(refused, Problem) else refused


def _create(shelf: Shelf) -> ResponseReturnValue:
    form = form_for(shelf.record, language())(request.form)
    texts, key = form.cells(), request_key(f"enter-{shelf.kind}")
    made = here().whole.write(lambda session: doing.entered(session, shelf, actor(), texts, key))
    if not isinstance(made, Entered):
        return _new(shelf, form, _listed(made))
    flash(t("registers.known" if made.known else "registers.recorded", ref=made.ref), "success")
    for each in made.warnings:
        flash(warned(each.problem), "warning")
    return _to(shelf, made.ref)


def _to(shelf: Shelf, ref: str) -> ResponseReturnValue:
    return redirect(url_for(shelf.record_page, ref=ref), 303)


def _show(shelf: Shelf, ref: str) -> ResponseReturnValue:
    return render_template(shelf.template, **context(shelf, ref))


def context(shelf: Shelf, ref: str) -> dict[str, Any]:
    """What the page of a record shows, for rooms with a page of their own too. Raises 404 where there is no record."""
    with here().database.read() as session:
        found = record_told(session, shelf, reader().sight, ref, here().today)
        if found is not None:
            learn(session, reader().sight, shelf.parties([found.row], shelf.facts))
            learn_parties(session, reader().sight, [flag for _, flag, _ in found.flags])
    if found is None:
        abort(404)
    note(shelf.model, [found.row])
    may = reader().may
    own = reader().sight.owns(found.row.agency)
    verbs = [verb for verb in found.verbs if may(verb.permission)]
    aside = [
        (href, t(f"registers.{name}"))
        for name, permission, href in (
            ("documents", Permission.ATTACH_DOCUMENTS, url_for(f"{shelf.endpoint}.documents", ref=ref)),
            ("flag", Permission.RAISE_FLAG, url_for(f"{shelf.endpoint}.flag", ref=ref)),
            ("share", Permission.SHARE_RECORDS, url_for("sharing.new", record=ref)),
            ("proof", shelf.read, url_for(f"{shelf.endpoint}.proof", ref=ref)),
        )
        if own and may(permission) and (name != "flag" or shelf.model.confined_by is None)
    ]
    return {"shelf": shelf, "told": found, "ref": ref, "row": found.row, "verbs": verbs, "aside": aside}


def _proof(shelf: Shelf, ref: str) -> ResponseReturnValue:
    """The proof of one record as a file that is checked without this registry."""
    row = _own(shelf, ref)
    with here().database.read() as session:
        made = prove(session, row.id, load_key(here().settings.signing_key_file))
    note(shelf.model, [row], "proof")
    answer = Response(json.dumps(made, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{ref.replace('*', '_')}.proof.json")
    return answer


def _own(shelf: Shelf, ref: str) -> Any:  # noqa: ANN401 - a fact of the shelf
    """A record of the reader's own agencies. Raises 404 for any other."""
    with here().database.read() as session:
        row = find(session, shelf.model, reader().sight.own, ref)
    return abort(404) if row is None else row


def _acted_on(shelf: Shelf, verb: Verb, ref: str) -> Any:  # noqa: ANN401 - a fact of the shelf
    """A record the reader may do something with. Raises 404 for any other."""
    with here().database.read() as session:
        found = doing.acting(session, shelf, verb, reader().sight, ref)
    return abort(404) if found is None else found[0]


def _ask(shelf: Shelf, verb: Verb, ref: str) -> ResponseReturnValue:
    """The form of a verb; fields described with the record's own mean the same and begin with what it says."""
    row = _acted_on(shelf, verb, ref)
    same = verb.fields.fields if verb.fields and verb.fields.kind == shelf.record.kind else ()
    data = {field.key: _standing(field, value) for field in same if (value := getattr(row, field.key, None))}
    return _verb_form(shelf, verb, ref, row, data | dict(request.args.items()), ())


def _standing(field: Field, value: Any) -> str:  # noqa: ANN401 - of a column
    """What a record states in a field, as somebody would type it."""
    return str(as_typed(value) if isinstance(field.type, Amount) and isinstance(value, str) else value)


def _verb_form(
    shelf: Shelf,
    verb: Verb,
    ref: str,
    row: Fact,
    sent: Mapping[str, str],
    troubles: Troubles,
) -> ResponseReturnValue:
    form = form_for(verb.fields, language())(data=dict(sent)) if verb.fields else None
    if form is not None:
        form.validate()
    sentences = [_placed(shelf, form, *each) for each in _sentences(troubles)]
    beside = {name: next((text for field, text in sentences if field == name), None) for name in ("day", "reason")}
    others = [each for each in sentences if each[0] not in beside]
    rest = form.blame(others) if form is not None else [text for _, text in others]
    known = {"form": form, "rest": rest, "wrong": beside, "sent": sent, "key": form_key(), "today": here().today}
    with here().database.read() as session:
        left = deciding_panels(session, shelf.kind, reader().sight, row, here().today)
        learn(session, reader().sight, shelf.parties([row], ()))
    known["named"] = called(str(getattr(row, shelf.name, None) or ""))
    page = render_template("registers/verb.html", shelf=shelf, verb=verb, ref=ref, row=row, left=left, **known)
    return (page, 422) if troubles else page


def _placed(shelf: Shelf, form: RecordForm | None, field: str | None, sentence: str) -> tuple[str | None, str]:
    """A sentence about a field of the record that this form does not ask for says which one it is."""
    asked = {"day", "reason"} | ({each.name for each in form} if form is not None else set())
    if field is None or field in asked or field not in headings(shelf.record.kind):
        return field, sentence
    return None, t("registers.about-field", field=field_label(shelf.record, field), said=sentence)


def _do(shelf: Shelf, verb: Verb, ref: str) -> ResponseReturnValue:
    sent = {name: text.replace("\r\n", "\n").strip() for name, text in request.form.items()}
    key = request_key(f"{verb.name}-{shelf.kind}-{ref}")
    made = here().whole.write(lambda session: doing.done(session, shelf, verb, actor(), reader().sight, ref, sent, key))
    if made is None:
        abort(404)
    if not isinstance(made, int):
        return _verb_form(shelf, verb, ref, _acted_on(shelf, verb, ref), sent, _listed(made))
    flash(t("registers.done", act=made), "success")
    with here().database.read() as session:
        found = record_told(session, shelf, reader().sight, ref, here().today)
    return _to(shelf, (found.current if found else None) or ref)


def _documents(shelf: Shelf, ref: str, wrong: str | None = None) -> ResponseReturnValue:
    row, most = _own(shelf, ref), here().settings.max_file_mb
    page = render_template("registers/documents.html", shelf=shelf, ref=ref, row=row, wrong=wrong, most=most)
    return (page, 422) if wrong else page


def _attached(shelf: Shelf, ref: str) -> ResponseReturnValue:
    made = doing.laid(actor(), _own(shelf, ref))
    if isinstance(made, Problem):
        return _documents(shelf, ref, told(made))
    flash(t("registers.attached"), "success")
    return _to(shelf, ref)


def _flagging(shelf: Shelf, ref: str, wrong: str | None = None) -> ResponseReturnValue:
    page = render_template("registers/flag.html", shelf=shelf, ref=ref, row=_own(shelf, ref), wrong=wrong)
    return (page, 422) if wrong else page


def _flagged(shelf: Shelf, ref: str) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    made = here().database.write(lambda session: doing.flagged(session, shelf, actor(), reader().sight, ref, reason))
    if made is None:
        abort(404)
    if isinstance(made, Problem):
        return _flagging(shelf, ref, told(made))
    flash(t("registers.flag-raised", flag=made), "success")
    return _to(shelf, ref)
