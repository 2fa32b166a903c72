"""Who is in a forum, what each sees of the others by shares, and how records come into one and leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from precursors.agencies.sharing import not_shared_yet, put_off_in, share_in, withdraw_in
from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import blocks_of, ref_of
from precursors.cases.forums.models import Forum, ForumNote, ForumRecord, ForumSeat, ForumTask
from precursors.cases.linking import rows_of
from precursors.db.tables import Fact
from precursors.scope.models import NOMINAL, Share


class Offered(NamedTuple):
    """A record about to be shown in a forum."""

    row: Any
    ref: str
    role: str
    tier: str
    note: str | None


def _purpose(act: OpenAct, forum: Forum) -> str:
    """What every share of a forum says it is for: the forum by its reference, perhaps of this very act, and why."""
    own = blocks_of(each for each in act.spans if each["kind"] == Forum.__tablename__)
    return f"{own[0].first if own else _name(act.session, forum)}: {forum.purpose}"


def _name(session: Session, forum: Forum) -> str:
    """The reference it was opened under: shares keep it when the last day is put off, which makes a new version."""
    first = session.execute(select(func.min(Forum.id)).where(Forum.key == forum.key)).scalar_one()
    return ref_of(session, Forum, first)


def shares_of_forum(session: Session, forum: Forum, *, giver: str | None = None) -> list[Share]:
    """The standing shares by which a forum and what is shown in it are seen; those of one giver, or of all."""
    mark = f"{_name(session, forum)}: "
    query = select(Share).join(Current, stands(Share)).where(Share.purpose.startswith(mark, autoescape=True))
    query = query if giver is None else query.where(Share.agency == giver)
    return list(session.execute(query.order_by(Share.id)).scalars())


def seats(session: Session, forum: Forum) -> list[ForumSeat]:
    """The seats of a forum that stand: one for each agency that was invited."""
    query = select(ForumSeat).join(Current, stands(ForumSeat)).where(ForumSeat.forum_key == forum.key)
    return list(session.execute(query.order_by(ForumSeat.id)).scalars())


def there(session: Session, forum: Forum) -> list[str]:
    """Codes of the agencies in a forum: its keeper, then those invited."""
    return [forum.agency, *(each.member for each in seats(session, forum))]


def seat(act: OpenAct, forum: Forum, codes: Sequence[str]) -> None:
    """Let agencies in: each gets a seat, and the forum is shared with it in full."""
    shares = not_shared_yet(act.session, [forum], codes, _purpose(act, forum), NOMINAL, forum.until)
    if shares:
        share_in(act, shares)
    plain, mark = {"agency": forum.agency, "forum_key": forum.key}, bytes(forum.key).hex()
    rows = [plain | {"member": code, "key": natural_key("forum_seat", mark, code)} for code in codes]
    _put(act, ForumSeat, rows)


def show_in(act: OpenAct, forum: Forum, agency: str, offered: Sequence[Offered], codes: Iterable[str]) -> None:
    """Show an agency's own records, at least one, to these agencies, and put those into the forum that it lacks."""
    _shared(act, forum, [(each.row, each.tier) for each in offered], codes)
    keyed = {_record_key(forum, agency, each.row): each for each in offered}
    known = standing(act.session, keyed)
    fresh = [(key, each) for key, each in keyed.items() if key not in known]
    rows = [
        {
            "agency": agency, "forum_key": forum.key, "kind": each.row.__tablename__, "subject": bytes(each.row.key),
            "record": each.row.id, "ref": each.ref, "role": each.role, "tier": each.tier, "note": each.note, "key": key,
        }
        for key, each in fresh
    ]  # fmt: skip
    if rows:
        _put(act, ForumRecord, rows)


def show_again(act: OpenAct, forum: Forum, codes: Sequence[str]) -> None:
    """Show the keeper's own records of a forum to agencies that come in later; what others show is theirs to show."""
    own = [each for each in records_in(act.session, forum) if each.agency == forum.agency]
    rows = standing_rows(act.session, own)
    _shared(act, forum, [(rows[each.id], each.tier) for each in own if each.id in rows], codes)


def _shared(act: OpenAct, forum: Forum, rows: Sequence[tuple[Any, str]], codes: Iterable[str]) -> None:
    purpose, receivers = _purpose(act, forum), list(codes)
    for tier in dict.fromkeys(tier for _, tier in rows):
        own = [row for row, each in rows if each == tier]
        shares = not_shared_yet(act.session, own, receivers, purpose, tier, forum.until)
        if shares:
            share_in(act, shares)


def records_in(session: Session, forum: Forum) -> list[ForumRecord]:
    """The records that stand in a forum, whosever; ask it of a session or a list that tells what the reader may see."""
    query = select(ForumRecord).join(Current, stands(ForumRecord)).where(ForumRecord.forum_key == forum.key)
    return list(session.execute(query.order_by(ForumRecord.id)).scalars())


def standing_rows(session: Session, records: Sequence[ForumRecord]) -> dict[int, Any]:
    """Key of each entry of a forum to its record as it stands, a query for each kind."""
    numbers = rows_of(session, records)
    of_kind: dict[str, list[ForumRecord]] = {}
    for each in records:
        of_kind.setdefault(each.kind, []).append(each)
    found: dict[int, Any] = {}
    for kind, own in of_kind.items():
        model = Fact.kinds[kind]
        wanted = [numbers[kind, bytes(each.subject)] for each in own]
        rows = {row.id: row for row in session.execute(select(model).where(model.id.in_(wanted))).scalars()}
        found |= {each.id: rows[key] for each, key in zip(own, wanted, strict=True) if key in rows}
    return found


def take_out(act: OpenAct, forum: Forum, records: Sequence[ForumRecord]) -> None:
    """Take an agency's own records, at least one, out of a forum: nobody there sees them any longer."""
    subjects = {bytes(each.subject) for each in records}
    withdraw_in(act, [each.id for each in records])
    shares = shares_of_forum(act.session, forum, giver=records[0].agency)
    _ended(act, [each.id for each in shares if bytes(each.subject) in subjects])


def dismiss(act: OpenAct, forum: Forum, codes: Sequence[str]) -> None:
    """End the seats of agencies, what they see of a forum and what they show in it."""
    withdraw_in(act, [each.id for each in seats(act.session, forum) if each.member in codes])
    shares = shares_of_forum(act.session, forum)
    _ended(act, [each.id for each in shares if each.receiver in codes or each.agency in codes])


def put_off(act: OpenAct, forum: Forum, until: date) -> None:
    """Move the last day: a new version, seen longer; what others show in it stays theirs to show longer."""
    shares = shares_of_forum(act.session, forum, giver=forum.agency)
    if shares:
        put_off_in(act, shares, until)
    withdraw_in(act, [forum.id])
    _put(act, Forum, [{name: getattr(forum, name) for name in Forum.facts[1]} | {"until": until}])


def end(act: OpenAct, forum: Forum) -> None:
    """End everything that is seen of a forum."""
    _ended(act, [each.id for each in shares_of_forum(act.session, forum)])


def _ended(act: OpenAct, shares: Sequence[int]) -> None:
    if shares:
        withdraw_in(act, shares)


def say(act: OpenAct, forum: Forum, agency: str, text: str, task: bytes | None = None) -> None:
    """Write down what an agency says in a forum."""
    key = natural_key("forum_note", agency, bytes(forum.key).hex(), str(act.id))
    _put(act, ForumNote, [{"agency": agency, "forum_key": forum.key, "task": task, "text": text, "key": key}])


def ask(act: OpenAct, forum: Forum, agency: str, asked: dict[str, Any]) -> None:
    """Write down what an agency asks of another one."""
    key = natural_key("forum_task", agency, bytes(forum.key).hex(), str(act.id))
    _put(act, ForumTask, [{"agency": agency, "forum_key": forum.key, "key": key} | asked])


def _put(act: OpenAct, model: type[Fact], rows: Sequence[dict[str, Any]]) -> None:
    first = act.add_many(model, rows)
    act.session.execute(insert(Current), [{"key": each["key"], "id": first + n} for n, each in enumerate(rows)])


def _record_key(forum: Forum, agency: str, row: Any) -> bytes:  # noqa: ANN401 - a fact of any kind
    return natural_key("forum_record", bytes(forum.key).hex(), agency, bytes(row.key).hex())


def forum_of(session: Session, key: bytes) -> Forum:
    """The forum of a natural key."""
    return session.execute(select(Forum).join(Current, stands(Forum)).where(Forum.key == key)).scalar_one()
