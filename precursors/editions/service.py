"""Set figures, alone where that makes a rule find more, with a second person where it may find less; list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code, country_of
from precursors.approvals.models import Approval
from precursors.approvals.service import Content, Effect, ask, register
from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Act, Current
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of, fact_id
from precursors.editions.figures import figures
from precursors.editions.models import OwnFigure
from precursors.editions.rules import FigureDraft, against, against_day, plain
from precursors.law.book import DEMO
from precursors.law.dated import Entry
from precursors.law.settable import Name, Settable, national, settable
from precursors.problems import Problems, problem
from precursors.scope.visible import Sight, visible

SET = "set-figure"


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure as it stands for an agency on a day."""

    about: Settable
    national: Entry[Decimal]
    own: Decimal | None
    """What the agency set; None where the nation's holds."""

    @property
    def value(self) -> Decimal:
        """What holds."""
        return self.national.value if self.own is None else self.own


@dataclass(frozen=True, slots=True)
class Word:
    """One setting of a figure: the row, its reference, by whom and when it was set."""

    ref: str
    row: OwnFigure
    actor: str
    at: datetime
    act: int

    @property
    def value(self) -> Decimal | None:
        """What was set; None where the nation's got its place back."""
        return None if self.row.value is None else Decimal(self.row.value)

    @property
    def was(self) -> Decimal:
        """What held before."""
        return Decimal(self.row.was)


def standing(session: Session, agency: str, day: date) -> list[Standing]:
    """Every figure that may be set, as it stands for an agency on a day; a fixed number of queries."""
    own, country = figures(session, agency, day).own, country_of(session, agency)
    demo = country == DEMO
    return [Standing(each, national(each, country, day, demo=demo), own.get(name)) for name, each in settable().items()]


def history(session: Session, sight: Sight, name: Name | None = None, agency: str | None = None) -> list[Word]:
    """What the reader's agencies set, newest first; of one figure or one agency where asked."""
    query: Any = select(OwnFigure).order_by(OwnFigure.id.desc())
    query = query.where(OwnFigure.rule == name[0], OwnFigure.name == name[1]) if name else query
    query = query.where(OwnFigure.agency == agency) if agency else query
    rows: Sequence[OwnFigure] = session.execute(visible(query, OwnFigure, sight)).scalars().all()
    acts = {
        act.id: act for act in session.execute(select(Act).where(Act.id.in_({act_of(r.id) for r in rows}))).scalars()
    }
    refs = refs_of(session, OwnFigure, [row.id for row in rows])
    made = ((row, acts[act_of(row.id)]) for row in rows)
    return [Word(refs[row.id], row, act.actor, act.at, act.id) for row, act in made]


def set_figure(
    session: Session, actor: Actor, agency: str, draft: FigureDraft, today: date, request_key: str | None = None
) -> str | Problems:
    """Set a figure; answers the reference of what was set or, where another person must agree, of the request."""
    lock_writer(session)
    done = act_of_request(session, request_key) if request_key else None
    if done is not None:
        return ref_of(session, OwnFigure, fact_id(done, 0))
    content = _content(session, agency, draft)
    wrong = [*_judged(session, content), *against_day(draft.since, today)]
    if wrong:
        return Problems(wrong)
    if content["looser"] == "yes":
        return ask(session, actor, agency, SET, content, draft.ground, today)
    act = open_act(session, SET, Actor(actor.name, agency), draft.ground.strip(), request_key)
    number = _written(act, content)
    act.seal()
    return ref_of(session, OwnFigure, number)


def waits(session: Session, ref: str) -> bool:
    """Whether what `set_figure` answered is a request that another person must agree to."""
    found = key_of(session, ref)
    return found is not None and found[0] is Approval


def _content(session: Session, agency: str, draft: FigureDraft) -> dict[str, str | None]:
    """What the effect needs, and what a second person reads: which figure, from what to what, since when, why."""
    about, value = settable().get((draft.rule, draft.name)), draft.value
    was = _was(session, agency, about, draft.since) if about else Decimal(0)
    becomes = value if value is not None or about is None else _national(session, agency, about, draft.since)
    looser = about is not None and becomes is not None and about.loosens(was, becomes)
    return {
        "agency": agency,
        "rule": draft.rule,
        "figure": draft.name,
        "was": plain(was),
        "value": None if becomes is None else plain(becomes),
        "national": "yes" if value is None else None,
        "looser": "yes" if looser else "no",
        "since": draft.since.isoformat(),
        "ground": draft.ground.strip(),
    }


def _was(session: Session, agency: str, about: Settable, day: date) -> Decimal:
    own = figures(session, agency, day).own.get((about.rule, about.name))
    return _national(session, agency, about, day) if own is None else own


def _national(session: Session, agency: str, about: Settable, day: date) -> Decimal:
    country = country_of(session, agency)
    return national(about, country, day, demo=country == DEMO).value


def _judged(session: Session, content: Content) -> Problems:
    """What forbids it as things stand now; also that somebody has set the same figure since it was asked for."""
    draft, agency = _draft(content), str(content["agency"])
    if by_code(session, agency) is None:
        return Problems([problem("agency.unknown", None, value=agency)])
    about = settable().get((draft.rule, draft.name))
    if about is None:
        return Problems(against(draft, None, Decimal(0), Decimal(0)))
    was = _was(session, agency, about, draft.since)
    wrong = list(against(draft, about, was, _national(session, agency, about, draft.since)))
    if plain(was) != content["was"]:
        wrong.append(problem("editions.changed", None, was=content["was"], value=plain(was)))
    return Problems(wrong)


def _draft(content: Content) -> FigureDraft:
    own = None if content["national"] else Decimal(str(content["value"]))
    return FigureDraft(
        str(content["rule"]),
        str(content["figure"]),
        own,
        date.fromisoformat(str(content["since"])),
        str(content["ground"]),
    )


def _written(act: OpenAct, content: Content) -> int:
    draft, agency = _draft(content), str(content["agency"])
    key = natural_key("own-figure", agency, draft.rule, draft.name, str(act.id))
    values: dict[str, Any] = {name: content[name] for name in ("agency", "rule", "was", "looser", "ground")}
    values |= {"name": draft.name, "value": None if draft.value is None else plain(draft.value)}
    number = act.add(OwnFigure, values | {"since": draft.since, "key": key})
    act.session.execute(insert(Current), {"key": key, "id": number})
    return number


register(
    SET, Effect(lambda session, content, _: _judged(session, content), _written, permission=Permission.SET_FIGURES)
)
