"""The page on which a person looks at a judgement: mends cells, mends many alike, reads the file otherwise, decides."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.exchange.blueprint import (
    RECORDS,
    TAKES_SOME,
    answered,
    asker,
    bp,
    fields_of,
    others_fitting,
    upload_in_sight,
)
from precursors.exchange.mending import read_corrections
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import (
    Decision,
    check_again,
    correct_alike,
    correct_cells,
    decide,
    is_stale,
    judged,
    read_otherwise,
)
from precursors.exchange.uploads_judged import SECTIONS, problem_in, section_of, warned
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention_names
from precursors.web.access import reader, requires_any
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.numbers import whole
from precursors.workbooks.delimited import is_code_page

SEEN_IN = ("review", "refused")
"""States of an upload in which its judgement is looked at."""

SHOWN = 50
"""Problems on one page."""

SHOWN_GROUPS = 20

MENDS = {"strength": "concentration", "basis": "basis", "unit": "unit", "salt": "salt", "cas": "cas", "hs": "hs"}
"""Subject of a problem's code to the field that mends it, where the sheet laid the problem at another door."""


@bp.get("/uploads/<number>/review")
@requires_any(TAKES_SOME)
def review(number: str) -> ResponseReturnValue:
    """What the judgement came to, and what can be done."""
    return _page(upload_in_sight(number, *SEEN_IN), [])


@bp.post("/uploads/<number>/cells")
@requires_any(TAKES_SOME)
def cells(number: str) -> ResponseReturnValue:
    """Lay corrected texts over cells, and check again if asked to."""
    found = upload_in_sight(number, "review")
    changed = _changed(found)
    done: Upload | Problem = here().database.aside.write(lambda session: correct_cells(session, found.id, changed))
    if isinstance(done, Upload) and request.form.get("then") == "check":
        done = here().database.aside.write(lambda session: check_again(session, found.id, asker(found.id)))
    return answered(done, found)


@bp.post("/uploads/<number>/alike")
@requires_any(TAKES_SOME)
def alike(number: str) -> ResponseReturnValue:
    """Put one text into all rows that have the same problem, and check again."""
    found, typed = upload_in_sight(number, "review"), request.form
    field, group = typed.get("field", ""), whole(typed.get("group"))
    if field not in dict(fields_of(found.kind)) or group is None:
        return _page(found, [problem("choice.unknown", "field", value=field, expected="-")]), 422
    text = typed.get("text", "").strip()
    done = here().database.aside.write(
        lambda session: correct_alike(session, found.id, group, field, text, asker(found.id))
    )
    return answered(done, found)


@bp.post("/uploads/<number>/reading")
@requires_any(TAKES_SOME)
def reading(number: str) -> ResponseReturnValue:
    """Read the file under another convention or code page, and check again."""
    found, typed = upload_in_sight(number, *SEEN_IN), request.form
    convention, encoding = typed.get("convention") or None, typed.get("encoding", "").strip() or None
    wrong = []
    if convention is not None and convention not in convention_names():
        wrong.append(problem("choice.unknown", "convention", value=convention, expected=", ".join(convention_names())))
    if encoding is not None and not is_code_page(encoding):
        wrong.append(problem("upload.code-page", "encoding", value=encoding))
    if wrong:
        return _page(found, wrong), 422
    keep = typed.get("keep_unresolved") == "1"
    done = here().database.aside.write(
        lambda session: read_otherwise(session, found.id, asker(found.id), convention, encoding, keep_unresolved=keep)
    )
    return answered(done, found)


@bp.post("/uploads/<number>/decide")
@requires_any(TAKES_SOME)
def settle(number: str) -> ResponseReturnValue:
    """Let the rows be written as decided."""
    found, typed = upload_in_sight(number, "review"), request.form
    correct = typed.get("correct") == "1" and reader().may(Permission.CORRECT_RECORDS)
    chosen = Decision(typed.get("decision") == "good", correct, typed.get("reason"))
    done = here().database.aside.write(lambda session: decide(session, found.id, chosen, asker(found.id)))
    if isinstance(done, Problem) and done.code == "reason.missing":
        return _page(found, [done]), 422
    return answered(done, found)


def _page(found: Upload, wrong: list[Problem]) -> str:
    document = judged(found)
    section = request.args.get("show", "")
    section = section if section in SECTIONS else _fullest(document)
    every = request.args.get("every") == "1"
    rows, hidden = _rows(document, section, every=every)
    return render_template(
        "exchange/review.html",
        upload=found,
        others=others_fitting(found),
        judged=document,
        section=section,
        rows=[_told(found, at, each) for at, each in rows[:SHOWN]],
        every="1" if every else None,
        hidden=hidden,
        following=rows[SHOWN][0] if len(rows) > SHOWN else None,
        groups=[
            (at, _spoken(group) | {"mend": _mend(group)}) for at, group in enumerate(document["groups"][:SHOWN_GROUPS])
        ],
        unresolved=sum(total["unresolved"] for total in document["totals"]),
        corrected=sum(len(row) for sheet in read_corrections(found.corrections).values() for row in sheet.values()),
        stale=is_stale(found),
        may_correct=reader().may(Permission.CORRECT_RECORDS),
        fields=fields_of(found.kind),
        conventions=convention_names(),
        refused=problem_in(document["problem"]),
        warnings=[(warned(w["code"], w["values"], language()), w["count"], w["places"]) for w in document["warnings"]],
        wrong=wrong,
        typed=request.form,
    )


def _mend(group: dict[str, Any]) -> str | None:
    """The field that is offered first to mend a group."""
    field: str | None = MENDS.get(group["code"].partition(".")[0], group["field"])
    return field


def _rows(document: dict[str, Any], section: str, *, every: bool) -> tuple[list[tuple[int, dict[str, Any]]], int]:
    """Problems of a section from the asked-for place on, and how many are left out since a group shows them."""
    grouped = {_alike(group) for group in document["groups"][:SHOWN_GROUPS]} if not every else set()
    own = [(at, each) for at, each in enumerate(document["troubles"]) if section_of(each["code"]) == section]
    single = [(at, each) for at, each in own if _alike(each) not in grouped]
    first = whole(request.args.get("after")) or 0
    return [pair for pair in single if pair[0] >= first], len(own) - len(single)


def _alike(kept: dict[str, Any]) -> tuple[Any, ...]:
    return kept["code"], kept["field"], kept["value"]


def _fullest(document: dict[str, Any]) -> str:
    return next((section for section in SECTIONS if document["sections"][section]), SECTIONS[0])


def _spoken(kept: dict[str, Any]) -> dict[str, Any]:
    """A kept trouble or group with the problem it stands for."""
    return kept | {"problem": Problem(kept["code"], kept["field"], kept["values"])}


def _told(found: Upload, at: int, trouble: dict[str, Any]) -> dict[str, Any]:
    """A trouble for the page: its place, its problem, the text that stands in the cell now."""
    return _spoken(trouble) | {"at": at, "now": _now(found, trouble)}


def _now(found: Upload, trouble: dict[str, Any]) -> str:
    rows = read_corrections(found.corrections).get(trouble["sheet"], {})
    return str(rows.get(trouble["row"], {}).get(trouble["field"], trouble["value"] or ""))


def _changed(found: Upload) -> list[tuple[str, int, str, str]]:
    """(sheet, row, field, text) of the cells whose text is another now than the page showed."""
    troubles, known = judged(found)["troubles"], {field.key for field in RECORDS[found.kind].fields}
    changed = []
    for key, text in request.form.items():
        at = whole(key.removeprefix("cell-")) if key.startswith("cell-") else None
        if at is None or at >= len(troubles):
            continue
        trouble = troubles[at]
        if trouble["field"] in known and text.strip() != _now(found, trouble):
            changed.append((trouble["sheet"], trouble["row"], trouble["field"], text.strip()))
    return changed
