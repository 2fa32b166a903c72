"""Smaller rooms: what an agency watches, links by which operators hand files in, the reader's inbox."""

from __future__ import annotations

from flask import Response, abort, url_for

from precursors.access.permissions import Permission
from precursors.agencies.notices import inbox, mark_read, take_away, unread, values_of
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused, refused_for, tongue
from precursors.api.shapes import MOMENT, TEXT, WHOLE, many, maybe, shape, words
from precursors.audit.asking import actor
from precursors.exchange.blueprint import TAKES_IN, kinds_taken
from precursors.exchange.links import LinkDraft, listed, make, new_code, problems_of, state_of, withdraw
from precursors.exchange.upload_models import HandIn
from precursors.i18n.catalogue import text
from precursors.problems import Problem
from precursors.substances.watching import items, load, named, take_off
from precursors.web.access import reader, requires, signed_in
from precursors.web.here import here, public_address

SHORT = TEXT | {"maxLength": 200}
LONG = TEXT | {"maxLength": 2_000}

WATCHED = shape(
    "Watched", "A name on an agency's watch list.", agency=TEXT, name=TEXT, substance=TEXT, reason=maybe(TEXT)
)
ADDED = shape("Added", "How many names were new.", added=(WHOLE, lambda count: count))
TAKEN_OFF = shape("TakenOff", "The act that took a name off.", act=(WHOLE, lambda act: act))
LINK = shape(
    "UploadLink",
    "A link by which one operator hands in one file; its address is told once, when it is made.",
    id=(TEXT, lambda told: told[0].id),
    operator=(TEXT, lambda told: told[0].operator),
    kind=(TEXT, lambda told: told[0].kind),
    until=(MOMENT, lambda told: told[0].until),
    state=(words("open", "used", "withdrawn", "expired"), lambda told: state_of(told[0], here().now)),
    upload=(maybe(TEXT), lambda told: told[0].upload),
    address=(maybe(TEXT), lambda told: told[1]),
)
NOTICE = shape(
    "Notice",
    "Something one should know.",
    id=WHOLE,
    text=(TEXT, lambda notice: text("pages", notice.text, tongue(), values_of(notice))),
    link=maybe(TEXT),
    made=MOMENT,
    read=maybe(MOMENT),
)
SEEN = shape("Seen", "How many notices are unread now.", unread=(WHOLE, lambda _: _unread()))

NAMES = {
    "type": "object",
    "properties": {"names": many(SHORT) | {"maxItems": 1_000}, "reason": LONG},
    "required": ["names", "reason"],
    "additionalProperties": False,
}
NAME = {
    "type": "object",
    "properties": {"name": SHORT, "reason": LONG},
    "required": ["name", "reason"],
    "additionalProperties": False,
}
NEW_LINK = {
    "type": "object",
    "properties": {"operator": SHORT, "kind": words(*TAKES_IN), "days": {"type": "integer", "minimum": 1}},
    "required": ["operator", "kind", "days"],
    "additionalProperties": False,
}


@bp.get("/watch-list")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("List what the reader's agency watches beside the lists in force", many(WATCHED.ref), lines=True))
def watch_list() -> Response:
    """By name."""
    with here().database.read() as session:
        found = [item for code in reader().sight.agencies or () for item in items(session, code)]
    return page((WATCHED.of(each) for each in found), None)


@bp.post("/watch-list")
@requires(Permission.SET_WATCH_LIST)
@operation(Operation("Put names on the watch list; those on it already stay", ADDED, {}, NAMES, 201))
def watch_list_added() -> Response:
    """Add names for one reason."""
    lines = named(sent()["names"], sent()["reason"])
    count = here().whole.write(lambda session: load(session, actor(), _agency(), lines))
    return created(ADDED.of(count), url_for("api.watch_list"))


@bp.post("/watch-list/withdrawals")
@requires(Permission.SET_WATCH_LIST)
@operation(Operation("Take a name off the watch list", TAKEN_OFF, {}, NAME, 201))
def watch_list_withdrawal() -> Response:
    """Take one name off, with a reason."""
    done = here().whole.write(lambda session: take_off(session, actor(), sent()["name"], sent()["reason"]))
    return refused_for([done]) if isinstance(done, Problem) else created(TAKEN_OFF.of(done), url_for("api.watch_list"))


@bp.get("/upload-links")
@requires(Permission.INVITE_OPERATORS)
@operation(Operation("List the links given to operators, newest first", many(LINK.ref), lines=True))
def upload_links() -> Response:
    """The newest."""
    with here().database.aside.read() as session:
        found = listed(session, reader().sight.agencies)
    return page((LINK.of((each, None)) for each in found), None)


@bp.post("/upload-links")
@requires(Permission.INVITE_OPERATORS)
@operation(Operation("Make a link by which an operator hands in one file", LINK, {}, NEW_LINK, 201, secret=True))
def new_upload_link() -> Response:
    """The address is told this once."""
    body = sent()
    draft = LinkDraft(body["operator"], body["kind"], body["days"], _agency(), reader().person)
    wrong = problems_of(draft, kinds_taken())
    if wrong:
        return refused_for(wrong)
    code = new_code()
    made = here().database.aside.write(lambda session: make(session, draft, code))
    address = public_address(url_for("exchange.hand_in", code=code))
    return created(LINK.of((made, address)), url_for("api.upload_links"))


@bp.delete("/upload-links/<link>")
@requires(Permission.INVITE_OPERATORS)
@operation(Operation("Take back a link given to an operator", LINK))
def upload_link_withdrawn(link: str) -> Response:
    """It opens nothing any more."""
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        found = session.get(HandIn, link)
    if found is None or (agencies is not None and found.agency not in agencies):
        return not_found()
    here().database.aside.write(lambda session: withdraw(session, link))
    with here().database.aside.read() as session:
        return answer(LINK.of((session.get_one(HandIn, link), None)))


@bp.get("/inbox")
@signed_in
@operation(Operation("List one's own notices, newest first", many(NOTICE.ref), lines=True))
def notices() -> Response:
    """What one should know."""
    with here().database.aside.read() as session:
        found = inbox(session, reader().person)
    return page((NOTICE.of(each) for each in found), None)


@bp.post("/inbox/read")
@signed_in
@operation(Operation("Say that every notice here has been seen", SEEN))
def notices_read() -> Response:
    """Everything here has been seen."""
    person = reader().person
    here().whole.aside.write(lambda aside: mark_read(aside, person, here().now))
    return answer(SEEN.of(None))


@bp.delete("/inbox/<int:number>")
@signed_in
@operation(Operation("Take one of one's own notices away", SEEN))
def notice_taken_away(number: int) -> Response:
    """One that is not there is gone already."""
    person = reader().person
    here().whole.aside.write(lambda aside: take_away(aside, person, number))
    return answer(SEEN.of(None))


def _agency() -> str:
    return reader().agency or abort(refused(403))


def _unread() -> int:
    with here().whole.aside.read() as aside:
        return unread(aside, reader().person)
