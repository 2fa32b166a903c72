"""Confirm hazard data: a chemist asks and names the source, another person agrees with a factor of their own.

A confirmation holds for every agency of the country whose agency gave it, for exactly the content it was given for.
It may be taken back by one person alone, since less is then said to be safe.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import country_of
from precursors.approvals.service import Content, Effect, ask, register
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of
from precursors.problems import Problem, Problems, problem
from precursors.substances.hazard_parts import changes, digest, parts
from precursors.substances.models import HazardWord

CONFIRM = "confirm-hazards"
CONFIRMED, WITHDRAWN = "confirmed", "withdrawn"
_TOLD = 20
"""Differences that the request itself tells; the page of the part tells all."""


class Word(NamedTuple):
    """One word on a part: the row, its reference, by whom it was agreed and when."""

    ref: str
    row: HazardWord
    actor: str
    at: datetime


class Standing(NamedTuple):
    """Where a part stands for a country."""

    part: str
    state: str
    """confirmed; changed, where another content was confirmed; else draft."""
    last: HazardWord | None


def last_words(session: Session, country: str) -> dict[str, HazardWord]:
    """The last word of a country on each part."""
    query = select(HazardWord).where(HazardWord.country == country).order_by(HazardWord.id)
    return {row.part: row for row in session.execute(query).scalars()}


def standing(session: Session, country: str) -> list[Standing]:
    """Every part as it stands for a country."""
    last = last_words(session, country)
    return [Standing(part, _state(last.get(part), content), last.get(part)) for part, content in parts().items()]


def _state(last: HazardWord | None, content: str) -> str:
    if last is None or last.word == WITHDRAWN:
        return "draft"
    return CONFIRMED if last.sha256 == digest(content) else "changed"


def confirmed(session: Session, agency: str) -> frozenset[str]:
    """Parts that are confirmed, as they are now, for the country of an agency."""
    return frozenset(each.part for each in standing(session, country_of(session, agency)) if each.state == CONFIRMED)


def history(session: Session, country: str, part: str) -> list[Word]:
    """Every word of a country on a part, newest first."""
    query = select(HazardWord).where(HazardWord.country == country, HazardWord.part == part)
    rows = list(session.execute(query.order_by(HazardWord.id.desc())).scalars())
    kept = select(Act).where(Act.id.in_({act_of(row.id) for row in rows}))
    acts = {act.id: act for act in session.execute(kept).scalars()}
    refs = refs_of(session, HazardWord, [row.id for row in rows])
    return [Word(refs[row.id], row, acts[act_of(row.id)].actor, acts[act_of(row.id)].at) for row in rows]


class Draft(NamedTuple):
    """A confirmation about to be asked for."""

    part: str
    sha256: str
    """Hash of the content that was seen."""
    source: str
    checked: date | None
    """Day on which the source was looked at."""


def ask_to_confirm(session: Session, actor: Actor, agency: str, draft: Draft, today: date) -> str | Problems:
    """Ask another person to agree that a part is right; answers the reference of the request."""
    lock_writer(session)
    country = country_of(session, agency)
    last = last_words(session, country).get(draft.part)
    before = last.content if last and last.word == CONFIRMED else None
    told = [f"{x.row}, {x.column}: {x.before} → {x.after}" for x in changes(draft.part, before, _now(draft.part))]
    content: Content = {
        "agency": agency,
        "country": country,
        "part": draft.part,
        "sha256": draft.sha256,
        "source": draft.source.strip(),
        "checked": draft.checked.isoformat() if draft.checked else None,
        "changes": "; ".join(told[:_TOLD]) or None,
    }
    return ask(session, actor, agency, CONFIRM, content, draft.source, today)


def _now(part: str) -> str:
    return parts().get(part, "[]")


def withdraw(session: Session, actor: Actor, agency: str, part: str, reason: str) -> int | Problems:
    """Take a confirmation back: the part is a draft again."""
    lock_writer(session)
    country = country_of(session, agency)
    last = last_words(session, country).get(part)
    wrong = [] if reason.strip() else [problem("reason.missing", "reason")]
    if last is None or last.word == WITHDRAWN:
        wrong.append(problem("hazards.not-confirmed", "part", part=part))
    if wrong or last is None:
        return Problems(wrong)
    act = open_act(session, "withdraw-hazards", Actor(actor.name, agency), reason.strip())
    values = {"agency": agency, "country": country, "part": part, "sha256": last.sha256, "source": last.source}
    _keep(act, values | {"content": None, "checked": last.checked, "word": WITHDRAWN})
    act.seal()
    return act.id


def _judged(session: Session, content: Content, today: date) -> Problems:
    """What forbids it as things stand: no such part, another content than was seen, no source, a day to come."""
    part, wrong = str(content["part"]), list[Problem]()
    if part not in parts():
        return Problems([problem("hazards.no-part", "part", part=part)])
    if content["sha256"] != digest(_now(part)):
        wrong.append(problem("hazards.changed", "sha256", part=part))
    if not content["source"]:
        wrong.append(problem("field.missing", "source"))
    if not content["checked"]:
        wrong.append(problem("field.missing", "checked"))
    elif date.fromisoformat(content["checked"]) > today:
        wrong.append(problem("date.future", "checked", value=content["checked"], today=today))
    last = last_words(session, str(content["country"])).get(part)
    if _state(last, _now(part)) == CONFIRMED:
        wrong.append(problem("hazards.confirmed", "part", part=part))
    return Problems(wrong)


def _apply(act: OpenAct, content: Content) -> int:
    values = {name: content[name] for name in ("agency", "country", "part", "sha256", "source")}
    checked = date.fromisoformat(str(content["checked"]))
    return _keep(act, values | {"content": _now(str(content["part"])), "checked": checked, "word": CONFIRMED})


def _keep(act: OpenAct, values: dict[str, object]) -> int:
    key = natural_key("hazard-word", str(values["country"]), str(values["part"]), str(act.id))
    number = act.add(HazardWord, values | {"key": key})
    act.session.execute(insert(Current), {"key": key, "id": number})
    return number


register(CONFIRM, Effect(_judged, _apply, permission=Permission.APPROVE_PROTOCOLS))
