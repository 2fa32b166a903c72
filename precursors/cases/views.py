"""Pages of cases beside those of their shelf: records put into a case from wherever they stand, the timeline."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import request_key_of
from precursors.audit.asking import actor
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.cases.disclosing import package_of
from precursors.cases.evidence_models import Disclosure
from precursors.cases.life import OVER
from precursors.cases.models import ROLES, CaseFile
from precursors.cases.shelves import CASES_SHELF
from precursors.cases.timeline import SORTS, read_filters, timeline
from precursors.intake.drafts import Trouble
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.problems import Problem
from precursors.registers import doing
from precursors.registers.listing import find
from precursors.registers.writing import word
from precursors.scope.reading import note
from precursors.scope.visible import visible
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t, told

bp = Blueprint("case_links", __name__)

OFFERED = 200
"""Cases that are offered, the newest first."""
ZIP = "application/zip"
_LINK = CASES_SHELF.verb("link")


@bp.get("/case-links/new")
@requires(Permission.RECORD_CASES)
def adding() -> ResponseReturnValue:
    """Choose the case and the part of one or several records."""
    return _adding(request.args.getlist("record"))


@bp.post("/case-links/new")
@requires(Permission.RECORD_CASES)
def added() -> ResponseReturnValue:
    """Put the records into the case, in one act."""
    sent = {name: text.strip() for name, text in request.form.items()}
    ref, key = sent.get("case", ""), request_key_of("link-case", reader().person, sent.get("request_key", ""))
    who = actor()
    assert _LINK is not None  # noqa: S101 - it stands in the shelf
    made = here().whole.write(
        lambda session: doing.done(session, CASES_SHELF, _LINK, who, reader().sight, ref, sent, key)
    )
    if made is None:
        return _adding([sent.get("records", "")], t("cases.choose"))
    if not isinstance(made, int):
        listed = [made] if isinstance(made, Problem) else made
        said = (told(each.problem if isinstance(each, Trouble) else each) for each in listed)
        return _adding([sent.get("records", "")], " ".join(said))
    flash(t("cases.added"), "success")
    return redirect(url_for("cases.show", ref=ref), 303)


def _adding(records: list[str], wrong: str | None = None) -> ResponseReturnValue:
    with here().database.read() as session:
        offered = _offered(session)
    roles = [(role, word("case_roles", role)) for role in ROLES]
    known = {"records": " ".join(records), "roles": roles, "key": uuid4().hex, "sent": request.form}
    page = render_template("cases/add.html", offered=offered, wrong=wrong, **known)
    return (page, 422) if wrong else page


def _offered(session: Session) -> list[tuple[str, str]]:
    """Reference and title of the cases of the reader's own that go on, the newest first."""
    query: Any = select(CaseFile).join(Current, stands(CaseFile)).outerjoin(State, stands_at(CaseFile))
    query = query.where(or_(State.state.is_(None), State.state.not_in(OVER))).order_by(CaseFile.id.desc())
    found = list(session.execute(visible(query.limit(OFFERED), CaseFile, reader().sight.own)).scalars())
    refs = refs_of(session, CaseFile, [case.id for case in found])
    return [(refs[case.id], f"{case.number} · {case.title}") for case in found]


@bp.get("/cases/<ref>/timeline")
@requires(Permission.READ_CASES)
def dates(ref: str) -> ResponseReturnValue:
    """Everything dated in a case."""
    filters = read_filters(request.args)
    with here().database.read() as session:
        case = find(session, CaseFile, reader().sight.own, ref)
        if case is None:
            abort(404)
        entries = timeline(session, reader().sight, case, filters)
    note(CaseFile, [case])
    sorts = [("", t("registers.all")), *((sort, t(f"cases.sort-{sort}")) for sort in SORTS)]
    return render_template("cases/timeline.html", case=case, ref=ref, entries=entries, filters=filters, sorts=sorts)


@bp.get("/disclosures/<ref>/package")
@requires(Permission.DISCLOSE_CASES)
def package(ref: str) -> ResponseReturnValue:
    """The package of a disclosure of the reader's own, which is written down already."""
    with here().database.read() as session:
        found = package_of(session, reader().sight, ref)
    if found is None:
        abort(404)
    note(Disclosure, [found[0]], "download")
    answer = send_file(found[1], ZIP, as_attachment=True, download_name=f"{ref.replace('*', '_')}.zip", etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
