"""Who one is, the agencies and people one looks after, and what is shared with whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, url_for

from precursors.access.permissions import Permission, Role
from precursors.agencies import sharing
from precursors.agencies.people import Member, people, person
from precursors.agencies.people_views import reach
from precursors.agencies.roles import Asked, Enrolment, GrantDraft, enrol, grant, withdraw
from precursors.agencies.service import KINDS, AgencyDraft, add, all_agencies
from precursors.agencies.tokens import tokens, withdraw_token
from precursors.api.answers import answer, created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused, refused_for
from precursors.api.shapes import DAY, TEXT, TRUTH, WHOLE, many, maybe, shape, words
from precursors.audit.asking import actor
from precursors.problems import Problem, Problems
from precursors.quantities.conventions import convention_names
from precursors.scope.models import TIERS
from precursors.web.access import reader, requires, signed_in
from precursors.web.here import here

ME = shape(
    "Me",
    "Whoever is asking: the person, their agency, what this token carries of what they may do.",
    person=TEXT,
    name=TEXT,
    agency=maybe(TEXT),
    roles=(many(TEXT), lambda asking: sorted(role.value for role in asking.roles)),
    scopes=(many(TEXT), lambda asking: sorted(each.value for each in asking.permissions)),
    language=maybe(TEXT),
    token=maybe(TEXT),
)
AGENCY = shape(
    "Agency",
    "A public body that enters or reads records.",
    code=TEXT,
    name=TEXT,
    kind=TEXT,
    country=TEXT,
    convention=TEXT,
)
ROLE = shape("Role", "A role that a person holds, until a day.", role=TEXT, until=maybe(DAY))
PERSON = shape(
    "Person",
    "Somebody who may sign in for one agency, with the roles they hold.",
    username=TEXT,
    agency=TEXT,
    roles=(many(ROLE.ref), lambda member: ROLE.all(member.roles)),
)
SHARED = shape(
    "Share",
    "A record shown to another agency, for a purpose, until a day.",
    ref=TEXT,
    record=TEXT,
    kind=TEXT,
    giver=TEXT,
    receiver=TEXT,
    purpose=maybe(TEXT),
    tier=words(*TIERS),
    until=DAY,
    state=words("active", "expired", "revoked"),
)
GIVEN = shape(
    "Given", "Whether a role was given, or waits for a second person to agree.", waits=(TRUTH, lambda waits: waits)
)
TOKEN = shape(
    "Token",
    "A token of one's own; its text is never shown again.",
    id=WHOLE,
    name=TEXT,
    scopes=(many(TEXT), lambda token: token.scopes.split()),
    until=DAY,
    made=DAY,
    used=maybe(DAY),
)
ENDED = shape("Ended", "Something has ended by this act.", act=(WHOLE, lambda act: act))
GONE = shape("Gone", "A token that is worthless now.", id=(WHOLE, lambda number: number))


def _body(needed: dict[str, Any], **others: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas
    made = {"type": "object", "properties": needed | others, "required": list(needed)}
    return made | {"additionalProperties": False}


SHORT = TEXT | {"maxLength": 200}
LONG = TEXT | {"maxLength": 2_000}
NEW_AGENCY = _body(
    {"code": SHORT, "name": SHORT, "kind": words(*KINDS), "country": SHORT}, convention=words(*convention_names())
)
NEW_PERSON = _body({"username": SHORT, "agency": SHORT}, roles=many(words(*(role.value for role in Role))), reason=LONG)
NEW_ROLE = _body({"role": words(*(role.value for role in Role))}, until=DAY, reason=LONG)
NEW_SHARE = _body({"record": SHORT, "receiver": SHORT, "purpose": LONG, "until": DAY}, tier=words(*TIERS))
WITH_REASON = _body({"reason": LONG})


@bp.get("/me")
@signed_in
@operation(Operation("Say who is asking and what this token carries", ME))
def me() -> Response:
    """Whoever is asking."""
    return answer(ME.of(reader()))


@bp.get("/agencies")
@signed_in
@operation(Operation("List the agencies of this registry", many(AGENCY.ref), lines=True))
def agencies() -> Response:
    """All there are."""
    with here().database.read() as session:
        found = all_agencies(session)
    return page((AGENCY.of(each) for each in found), None)


@bp.post("/agencies")
@requires(Permission.ADMINISTER_AGENCIES)
@operation(Operation("Add an agency", AGENCY, {}, NEW_AGENCY, 201))
def new_agency() -> Response:
    """Only those who look after all agencies may."""
    if reach().agencies is not None:
        return refused(403)
    draft = AgencyDraft(**sent())
    made = here().whole.write(lambda session: add(session, actor(), draft))
    return refused_for(made) if isinstance(made, Problems) else created(AGENCY.of(made), url_for("api.agencies"))


@bp.get("/people")
@requires(Permission.ADMINISTER_PEOPLE)
@operation(Operation("List the people within reach", many(PERSON.ref), lines=True))
def members() -> Response:
    """By name."""
    within = reach()
    with here().whole.read() as session:
        found = people(session, within)
    return page((PERSON.of(each) for each in found), None)


@bp.post("/people")
@requires(Permission.ADMINISTER_PEOPLE)
@operation(Operation("Add a person; dangerous roles wait for a second person", PERSON, {}, NEW_PERSON, 201))
def new_member() -> Response:
    """The link with which they set a password is made on their page: it is for eyes, not for logs."""
    body, within, today = sent(), reach(), here().today
    draft = Enrolment(
        body["username"], body["agency"], tuple(body.get("roles", ())), body.get("reason", "joins the agency")
    )
    made = here().whole.write(lambda session: enrol(session, actor(), draft, today, within))
    if isinstance(made, Problems):
        return refused_for(made)
    member = _member(made.username)
    return created(PERSON.of(member), url_for("api.member", username=made.username))


@bp.get("/people/<username>")
@requires(Permission.ADMINISTER_PEOPLE)
@operation(Operation("Read one person", PERSON))
def member(username: str) -> Response:
    """One person within reach."""
    found = _member(username)
    return answer(PERSON.of(found)) if found else not_found()


@bp.post("/people/<username>/roles")
@requires(Permission.ADMINISTER_PEOPLE)
@operation(Operation("Give a role, or ask a second person for it", GIVEN, {}, NEW_ROLE, 201))
def new_role(username: str) -> Response:
    """A role."""
    body, within, today = sent(), reach(), here().today
    if _member(username) is None:
        return not_found()
    until = date.fromisoformat(body["until"]) if "until" in body else None
    draft = GrantDraft(username, body["role"], until, body.get("reason", ""))
    made = here().whole.write(lambda session: grant(session, actor(), draft, today, within))
    if isinstance(made, Problems):
        return refused_for(made)
    return created(GIVEN.of(isinstance(made, Asked)), url_for("api.member", username=username))


@bp.post("/people/<username>/roles/<role>/withdrawals")
@requires(Permission.ADMINISTER_PEOPLE)
@operation(Operation("Take a role back", ENDED, {}, WITH_REASON, 201))
def role_withdrawal(username: str, role: str) -> Response:
    """Take a role back, with a reason."""
    within = reach()
    if _member(username) is None:
        return not_found()
    done = here().whole.write(lambda session: withdraw(session, actor(), username, role, sent()["reason"], within))
    if isinstance(done, Problems):
        return refused_for(done)
    return created(ENDED.of(done), url_for("api.member", username=username))


@bp.get("/shares/given")
@requires(Permission.SHARE_RECORDS)
@operation(Operation("List what the reader's agency shows to others", many(SHARED.ref), lines=True))
def shares_given() -> Response:
    """Newest first, ended shares too."""
    with here().whole.read() as session:
        found = sharing.given(session, reader().sight, here().today)
    return page((SHARED.of(each) for each in found), None)


@bp.get("/shares/received")
@requires(Permission.SHARE_RECORDS)
@operation(Operation("List what other agencies show to the reader's", many(SHARED.ref), lines=True))
def shares_received() -> Response:
    """Those in force."""
    with here().whole.read() as session:
        found = sharing.received(session, reader().sight, here().today)
    return page((SHARED.of(each) for each in found), None)


@bp.post("/shares")
@requires(Permission.SHARE_RECORDS)
@operation(
    Operation(
        "Show a record to another agency",
        shape("NewShare", "The reference of a new share.", ref=(TEXT, lambda ref: ref)),
        {},
        NEW_SHARE,
        201,
    )
)
def new_share() -> Response:
    """Share one record of one's own."""
    body, today, sight = sent(), here().today, reader().sight
    until, tier = date.fromisoformat(body["until"]), body.get("tier", TIERS[0])
    draft = sharing.ShareDraft(body["record"], body["receiver"], body["purpose"], until, tier)
    made = here().whole.write(lambda session: sharing.share(session, actor(), draft, sight, today))
    if isinstance(made, Problems):
        return refused_for(made)
    return created({"ref": made}, url_for("api.shares_given"))


@bp.post("/shares/<ref>/withdrawals")
@requires(Permission.SHARE_RECORDS)
@operation(Operation("End a share", ENDED, {}, WITH_REASON, 201))
def share_withdrawal(ref: str) -> Response:
    """Withdraw a share of one's own."""
    sight = reader().sight
    done = here().whole.write(lambda session: sharing.withdraw(session, actor(), ref, sent()["reason"], sight))
    if isinstance(done, Problem):
        return refused_for([done])
    return created(ENDED.of(done), url_for("api.shares_given"))


@bp.get("/tokens")
@requires(Permission.ADMINISTER_TOKENS)
@operation(Operation("List one's own tokens", many(TOKEN.ref), lines=True))
def own_tokens() -> Response:
    """By number. New ones are made on the page of tokens: no token may outlive itself by making another."""
    with here().whole.aside.read() as session:
        found = tokens(session, reader().person)
    return page((TOKEN.of(each) for each in found), None)


@bp.delete("/tokens/<int(max=9999999999):number>")
@requires(Permission.ADMINISTER_TOKENS)
@operation(Operation("Make one of one's own tokens worthless", GONE))
def token_withdrawn(number: int) -> Response:
    """Withdraw a token, perhaps the present one."""
    person_asking = reader().person
    done = here().whole.aside.write(lambda session: withdraw_token(session, person_asking, number))
    return answer(GONE.of(number)) if done else not_found()


def _member(username: str) -> Member | None:
    within = reach()
    with here().whole.read() as session:
        return person(session, username, within)
