"""Amounts written down during the work, and struck out again: what the balance of each lot is made of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from precursors.audit.models import Reversal
from precursors.disposal import library
from precursors.disposal.closing_models import DisposalEntry
from precursors.disposal.deviating import raised
from precursors.disposal.dossier import Amount, Dossier
from precursors.disposal.models import DisposalLine
from precursors.disposal.rules.balance import ADDED, PARTS, exact_kg, kg
from precursors.disposal.rules.deviations import ACCEPT, MAJOR
from precursors.disposal.rules.methods import RETURN
from precursors.disposal.rules.reagents import dose_warning
from precursors.disposal.service import Who, factor_against, opened, unsaid
from precursors.problems import Problem, Problems, problem

ENTERED_IN = ("received", "in-progress", "on-hold", "steps-complete", "residue-verified", "stopped")
"""States in which amounts are written down."""
ENTERED = "disposal-enter-amount"
"""Kind of the act by which somebody writes an amount down."""
BY_WORD = ("loss", "returned")
"""Parts of a balance that stand on somebody's word: nothing is left of them that another person could weigh."""
NEEDS_WHY = ("loss", "returned", "residue", "added")


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An amount about to be written down."""

    line: int
    part: str
    ug: int
    uncertainty_ug: int = 0
    instrument: str = ""
    reagent: str = ""
    why: str = ""


def enter(session: Session, who: Who, dossier: Dossier, draft: EntryDraft) -> Problem | Problems | None:
    """Write down where an amount of a line went. Answers a warning about a dose nobody can believe, or None."""
    line = next((each for each in dossier.lines if each.id == draft.line), None)
    wrong = []
    if dossier.state not in ENTERED_IN and not (draft.part.startswith("sample") and dossier.state != "reconciled"):
        wrong.append(problem("disposal.not-now", "state", verb="enter", state=dossier.state))
    if draft.part == "residue" and dossier.state == "residue-verified":
        wrong.append(problem("disposal.residue-verified", "part"))
    if line is None:
        wrong.append(problem("disposal.line-unknown", "line"))
    if draft.part not in (*PARTS, ADDED):
        wrong.append(problem("choice.unknown", "part", value=draft.part, expected=", ".join((*PARTS, ADDED))))
    if draft.ug <= 0:
        wrong.append(problem("disposal.mass-nothing", "mass"))
    if draft.part in NEEDS_WHY:
        wrong += unsaid(why=draft.why)
    if wrong or line is None:
        return Problems(wrong)
    act = opened(session, who, "enter-amount")
    values = {"order_id": dossier.order.id, "line": line.id, "part": draft.part, "ug": draft.ug}
    values |= {"uncertainty_ug": draft.uncertainty_ug, "instrument": draft.instrument.strip() or None}
    added = draft.part == ADDED
    act.add(
        DisposalEntry,
        values | {"reagent": (draft.reagent.strip() or None) if added else None, "why": draft.why.strip()},
    )
    if draft.part in BY_WORD and (told := _by_word(dossier, line, draft.part, draft.ug)) is not None:
        raised(act, who, dossier, None, told)
    act.seal()
    if not added:
        return None
    return dose_warning(library.plausible(), line.substance, draft.reagent.strip(), line.net_ug, draft.ug)


def _by_word(dossier: Dossier, line: DisposalLine, part: str, more: int = 0) -> tuple[str, str, str, str] | None:
    """The deviation that what is said to be lost or given back of a line makes; None within what needs no saying."""
    if part == "returned" and dossier.protocol is not None and dossier.protocol.method == RETURN:
        return None
    own = (x for x in dossier.amounts if x.struck is None and x.kind == ENTERED)
    said = more + sum(x.row.ug for x in own if (x.row.line, x.row.part) == (line.id, part))
    limit = dossier.balance_of(line).limit_ug
    if said <= limit:
        return None
    return f"declared-{part}", f"{line.lot}: {exact_kg(said)} kg", f"{kg(limit)} kg", MAJOR


def by_word_against(dossier: Dossier) -> list[Problem]:
    """What is said to be lost or given back beyond what may stay unexplained, and that nobody else has accepted."""
    accepted = {(x.row.rule, x.row.observed) for x in dossier.deviations if dossier.decision(x.row) == ACCEPT}
    said = ((line, part, _by_word(dossier, line, part)) for line in dossier.lines for part in BY_WORD)
    return [
        problem("disposal.only-said", "balance", lot=line.lot, part=part)
        for line, part, told in said
        if told is not None and told[:2] not in accepted
    ]


def strikable(dossier: Dossier) -> list[Amount]:
    """Amounts somebody wrote down that count and may be struck out: no other order rests on them."""
    own = [each for each in dossier.amounts if each.struck is None and each.kind == ENTERED]
    left = {line.id: dossier.residue_left(line) for line in dossier.lines} if own else {}
    settled = dossier.state == "residue-verified"
    return [each for each in own if each.row.part != "residue" or (not settled and each.row.ug <= left[each.row.line])]


def strike(session: Session, who: Who, dossier: Dossier, number: int, reason: str) -> int | Problems:
    """Strike out an amount that was written down wrongly: it stays to be seen, and counts no more.

    Not by whoever wrote it down, and with a factor: the balance is what a certificate rests on.
    """
    wrong = factor_against(who)
    amount = next((each for each in strikable(dossier) if each.row.id == number), None)
    if dossier.state not in ENTERED_IN:
        wrong.append(problem("disposal.not-now", "state", verb="strike", state=dossier.state))
    elif amount is None:
        wrong.append(problem("disposal.amount-not-to-strike", "amount"))
    if amount is not None and amount.by == who.person:
        wrong.append(problem("disposal.struck-by-another", "amount", person=who.person))
    if not reason.strip():
        wrong.append(problem("reason.missing", "reason"))
    if wrong or amount is None:
        return Problems(wrong)
    act = opened(session, who, "strike-amount", reason)
    act.add(Reversal, {"target": amount.row.id})
    act.seal()
    return act.id
