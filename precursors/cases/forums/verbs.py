"""What is done with a forum: opened for a case, agencies let in and out, things said, asked, answered and shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.cases.evidence import foreign, own_linked
from precursors.cases.forums import rules, service
from precursors.cases.forums.life import FORUMS, TASKS
from precursors.cases.forums.models import Forum, ForumRecord
from precursors.cases.forums.telling import Told, tell_agencies
from precursors.cases.linking import Named, all_named
from precursors.cases.models import CaseFile
from precursors.cases.rules import named_in
from precursors.cases.verbs import Done, may, over, sight_of
from precursors.db.tables import Fact
from precursors.holds.service import held
from precursors.lives.service import against, move, state_of
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked
from precursors.scope.visible import Sight


def open_forum(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Open a forum for a case: agencies are invited, and records of the case that are the keeper's own shown there."""
    codes, wanted = named_in(asked.stated["agencies"] or ""), named_in(asked.stated["records"] or "")
    secret = held(session, CaseFile.__tablename__, row.key, asked.today)
    wrong = [each for each in (over(session, row), secret) if each is not None]
    wrong += rules.inviting_against(row.agency, codes, _known(session, codes), ())
    wrong += rules.until_against(asked.values["until"], asked.today)
    wrong += [
        problem("disclosure.not-yours", "records", ref=ref) for ref in (foreign(session, row, wanted) if wanted else ())
    ]
    if wrong:
        return wrong
    act = open_act(
        session, "open-forum-case-file", Actor(actor.name, row.agency), asked.stated["purpose"], asked.request_key
    )
    forum = _opened(act, row, asked)
    service.seat(act, forum, codes)
    offered = [
        service.Offered(each.row, each.ref, each.link.role, forum.tier, None)
        for each in own_linked(session, row, wanted)
        if each.link is not None
    ]
    if offered:
        service.show_in(act, forum, row.agency, offered, codes)
    act.seal()
    tell_agencies(session, codes, Told("forums.notice-invited", forum))
    return act.id


def _opened(act: OpenAct, case: CaseFile, asked: Asked) -> Forum:
    values: dict[str, Any] = {"title": asked.stated["topic"], "purpose": asked.stated["purpose"]}
    values |= {
        "agency": case.agency,
        "file_key": case.key,
        "tier": asked.values["tier"],
        "until": asked.values["until"],
    }
    values["key"] = natural_key("forum", case.agency, str(act.id))
    number = act.add(Forum, values)
    act.session.execute(insert(Current), {"key": values["key"], "id": number})
    return Forum(id=number, **values)


def _known(session: Session, codes: list[str]) -> set[str]:
    return {code for code in codes if by_code(session, code) is not None}


def _over(session: Session, forum: Forum, asked: Asked) -> Problem | None:
    return rules.over_against(state_of(session, FORUMS, bytes(forum.key)).state, forum.until, asked.today)


def _begun(session: Session, actor: Actor, verb: str, asked: Asked) -> OpenAct:
    return open_act(session, f"{verb}-forum", actor, asked.reason, asked.request_key)


def goes_on(_session: Session, _sight: Sight, row: Any, today: date) -> bool:  # noqa: ANN401 - a forum
    """That its last day is not past."""
    return bool(row.until >= today)


def is_asked(_session: Session, sight: Sight, row: Any, _today: date) -> bool:  # noqa: ANN401 - a task of a forum
    """That the reader's own agency was asked."""
    return sight.owns(row.addressee)


def invite(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Let further agencies in: they see the keeper's records and notes, and what others say and show from now on."""
    codes = named_in(asked.stated["agencies"] or "")
    known, here_now = _known(session, codes), service.there(session, row)
    closed = _over(session, row, asked)
    wrong = [*([closed] if closed else []), *rules.inviting_against(row.agency, codes, known, here_now)]
    if wrong:
        return wrong
    act = _begun(session, Actor(actor.name, row.agency), "invite", asked)
    service.seat(act, row, codes)
    service.show_again(act, row, codes)
    act.seal()
    tell_agencies(session, codes, Told("forums.notice-invited", row))
    return act.id


def dismiss(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """End what agencies see of a forum and what they show in it; each keeps what it said."""
    codes, here_now = named_in(asked.stated["agencies"] or ""), service.there(session, row)[1:]
    wrong = [problem("forum.not-there", "agencies", agency=code) for code in codes if code not in here_now]
    if wrong or not codes:
        return wrong or problem("field.missing", "agencies")
    act = _begun(session, Actor(actor.name, row.agency), "dismiss", asked)
    service.dismiss(act, row, codes)
    act.seal()
    tell_agencies(session, codes, Told("forums.notice-dismissed", row, over=True))
    return act.id


def put_off(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Put off the last day of a forum that is not closed, also where it is past."""
    row = service.forum_of(session, row.key)  # an address of before leads to what stands
    until, secret = asked.values["until"], held(session, CaseFile.__tablename__, row.file_key, asked.today)
    wrong = [*([secret] if secret else []), *rules.later_against(until, row.until, asked.today)]
    if wrong:
        return wrong
    act = _begun(session, Actor(actor.name, row.agency), "put-off", asked)
    service.put_off(act, row, until)
    act.seal()
    tell_agencies(
        session, service.there(session, row)[1:], Told("forums.notice-put-off", service.forum_of(session, row.key))
    )
    return act.id


def close(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Close a forum: nobody sees anything of others there any longer."""
    wrong = against(session, FORUMS, bytes(row.key), "close", asked.day, asked.today)
    if wrong:
        return wrong
    invited = service.there(session, row)[1:]
    act = _begun(session, Actor(actor.name, row.agency), "close", asked)
    move(act, FORUMS, row.agency, bytes(row.key), "close", asked.day, reason=asked.reason)
    service.end(act, row)
    act.seal()
    tell_agencies(session, invited, Told("forums.notice-closed", row, over=True))
    return act.id


def say(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Say something to everybody there."""
    closed = _over(session, row, asked)
    if closed:
        return closed
    act = _begun(session, actor, "say", asked)
    service.say(act, row, str(actor.agency), asked.stated["text"] or "")
    act.seal()
    return act.id


def ask(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Ask an agency that is there to do something by a day."""
    addressee = (asked.stated["addressee"] or "").upper()
    closed, here_now = _over(session, row, asked), service.there(session, row)
    wrong = [*([closed] if closed else [])]
    wrong += rules.task_against(addressee, asked.values["due"], here_now, row.until, asked.today)
    if wrong:
        return wrong
    values = {"title": asked.stated["what"], "person": asked.stated["person"], "due": asked.values["due"]}
    act = _begun(session, actor, "ask", asked)
    service.ask(act, row, str(actor.agency), values | {"addressee": addressee})
    act.seal()
    tell_agencies(session, [addressee], Told("forums.notice-task", row, asked.stated["person"]))
    return act.id


def answer(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a task of a forum
    """Answer a task that one's own agency was asked; everybody in the forum reads the answer."""
    if actor.agency != row.addressee:
        return problem("forum.not-asked", None, agency=row.addressee)
    forum = service.forum_of(session, row.forum_key)
    wrong = _over(session, forum, asked) or against(session, TASKS, bytes(row.key), "answer", asked.today, asked.today)
    if wrong:
        return wrong
    act = open_act(session, "answer-forum-task", actor, None, asked.request_key)
    service.say(act, forum, row.addressee, asked.stated["text"] or "", bytes(row.key))
    move(act, TASKS, row.agency, bytes(row.key), "answer", asked.today)
    act.seal()
    tell_agencies(session, [row.agency], Told("forums.notice-answer", forum))
    return act.id


def offer(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Show records of one's own agency, by its own right, to everybody who is there, until the forum ends."""
    agency, closed = str(actor.agency), _over(session, row, asked)
    tier = rules.tier_of(asked.values["tier"], row.tier)
    found = all_named(session, asked.stated["records"] or "", sight_of(agency), may)
    wrong = [each for each in (closed, tier, *found) if isinstance(each, Problem)]
    records = [each for each in found if isinstance(each, Named)]
    wrong += [problem("forum.not-shareable", "records", ref=each.ref) for each in records if not _shareable(each)]
    if wrong or isinstance(tier, Problem):
        return wrong
    rows = [session.get_one(Fact.kinds[each.kind], each.record) for each in records]
    told = zip(rows, records, strict=True)
    offered = [service.Offered(one, each.ref, asked.values["role"], tier, asked.stated["note"]) for one, each in told]
    act = _begun(session, actor, "offer-records", asked)
    service.show_in(act, row, agency, offered, service.there(session, row))
    act.seal()
    return act.id


def _shareable(record: Named) -> bool:
    model = Fact.kinds[record.kind]
    return bool(model.prefix) and {"agency", "key"} <= {*model.facts[1]} and not model.read_by_all


def take_back(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a forum
    """Take records of one's own agency out of a forum."""
    refs = named_in(asked.stated["records"] or "")
    own = {each.ref: each for each in service.records_in(session, row) if each.agency == actor.agency}
    wrong = [problem("forum.not-offered", "records", ref=ref) for ref in refs if ref not in own]
    if wrong or not refs:
        return wrong or problem("field.missing", "records")
    found: list[ForumRecord] = [own[ref] for ref in refs]
    act = _begun(session, actor, "take-back-records", asked)
    service.take_out(act, row, found)
    act.seal()
    return act.id
