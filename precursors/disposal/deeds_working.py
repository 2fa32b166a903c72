"""Deeds of the work: amounts, steps confirmed, deviations."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import closing, deviating, entering, planning, working
from precursors.disposal.deeds import Ask, Deed, Form, plainly, reason_asks, texts, words
from precursors.disposal.dossier import Dossier, moment_of
from precursors.disposal.naming import name_key, name_rule
from precursors.disposal.rules.balance import ADDED, PARTS, exact_kg
from precursors.disposal.rules.deviations import CLASSES, DECISIONS
from precursors.disposal.rules.evidence import whole
from precursors.disposal.service import Who, micrograms
from precursors.problems import Problem, Problems
from precursors.web.figures import moment
from precursors.web.language import language
from precursors.web.texts import t


def _enter_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    lots = tuple((str(line.id), line.lot) for line in dossier.lines)
    plain = [Ask(each) for each in ("mass", "uncertainty", "instrument", "reagent")]
    kinds = Ask("part", "choice", options=words(*PARTS, ADDED))
    return [Ask("line", "choice", options=lots), kinds, *plain, Ask("why", label="explanation")]


def _enter(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    mass, spread = micrograms(form.get("mass", "")), micrograms(form.get("uncertainty", "") or "0")
    if isinstance(mass, Problem) or isinstance(spread, Problem):
        return Problems([each for each in (mass, spread) if isinstance(each, Problem)])
    line = form.get("line", "")
    part, instrument, reagent, why = texts(form, "part", "instrument", "reagent", "why")
    draft = entering.EntryDraft(whole(line) or 0, part, mass, spread, instrument, reagent, why)
    return entering.enter(session, who, dossier, draft)


def _strike_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    lots = {line.id: line.lot for line in dossier.lines}
    shown = tuple(
        (str(row.id), f"{lots[row.line]} · {t(f'disposal.w-{row.part}')} · {exact_kg(row.ug)} kg · {moment(at)} · {by}")
        for row, by, at, *_ in entering.strikable(dossier)
    )
    return [Ask("amount", "choice", options=shown), Ask("reason", "area")]


def _deviate_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [Ask("rule"), Ask("observed", "area"), Ask("grade", "choice", "major", words(*CLASSES))]


def _decide_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    rows = [each.row for each in dossier.open_deviations]
    waiting = tuple((str(row.id), f"{name_rule(row.rule, language())}: {row.observed}") for row in rows)
    told = [Ask("deviation", "choice", options=waiting), Ask("decision", "choice", options=words(*DECISIONS))]
    return [*told, Ask("remedy", "area"), Ask("reason", "area")]


def _decide(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    number = form.get("deviation", "")
    decision, remedy, reason = texts(form, "decision", "remedy", "reason")
    return deviating.decide(session, who, dossier, whole(number) or 0, (decision, remedy, reason))


def _confirm_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    claims = [each.row for each in dossier.to_confirm]
    whose = {row.uuid: dossier.unconfirmed(row) for row in claims}
    shown = tuple(
        (row.uuid, " · ".join((name_key(row.step, language()), moment(moment_of(row.at)), ", ".join(whose[row.uuid]))))
        for row in claims
    )
    times = Counter(name for names_of in whose.values() for name in names_of)
    several = [name for name, count in times.items() if count > 1]
    every = ((working.ALL, "w:all-mine"),) if several else ()
    return [Ask("step", "choice", options=(*every, *shown), whose={**whose, working.ALL: several})]


WORKING = (
    plainly("start-work", Permission.RECORD_DISPOSAL, partial(planning.go, verb="start-work")),
    Deed("enter", Permission.RECORD_DISPOSAL, _enter, _enter_asks, lambda d: d.state in entering.ENTERED_IN),
    Deed(
        "strike",
        Permission.DECIDE_DISPOSAL,
        lambda s, w, d, f: entering.strike(s, w, d, whole(f.get("amount", "")) or 0, f.get("reason", "")),
        _strike_asks,
        lambda d: d.state in entering.ENTERED_IN and bool(entering.strikable(d)),
    ),
    Deed(
        "confirm",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: working.confirm(s, w, d, f.get("step", "")),
        _confirm_asks,
        lambda d: bool(d.to_confirm),
    ),
    Deed(
        "deviate",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: deviating.deviate(s, w, d, *texts(f, "rule", "observed", "grade")),
        _deviate_asks,
        lambda d: d.state in deviating.DEVIATES_IN,
    ),
    Deed("decide", Permission.DECIDE_DISPOSAL, _decide, _decide_asks, lambda d: bool(d.open_deviations)),
    Deed(
        "stop",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: deviating.stop(s, w, d, f.get("reason", "")),
        reason_asks,
    ),
    Deed(
        "go-on-under",
        Permission.SIGN_DISPOSAL,
        lambda s, w, d, f: deviating.go_on_under(s, w, d, f.get("reason", "")),
        reason_asks,
        lambda d: d.paused and d.state in {"in-progress", "on-hold"},
    ),
    plainly("end-work", Permission.RECORD_DISPOSAL, closing.end_work),
)
