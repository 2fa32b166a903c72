"""What can be done with an order from its page: for each verb who may, what its form asks, and the call it leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import carrying, closing, instruments, keeping, planning, receiving, working
from precursors.disposal.content import Registrant, last_registrant
from precursors.disposal.loading import Dossier, moment_of
from precursors.disposal.rules.balance import ADDED, PARTS, exact_kg
from precursors.disposal.rules.deviations import CLASSES, DECISIONS
from precursors.disposal.rules.evidence import whole
from precursors.disposal.rules.gates import BASES
from precursors.disposal.rules.life import ORDER
from precursors.disposal.service import Who, micrograms, step_of_life
from precursors.disposal.weighing import Weighed
from precursors.problems import Problem, Problems, problem
from precursors.web.figures import moment
from precursors.web.texts import t

Form = Mapping[str, str]
"""Fields of a form as sent."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a form."""

    name: str
    kind: str = "text"
    """text, area, date, or choice."""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Value and what is shown; a text that begins with `w:` is a key of the catalogue."""
    about: str = ""
    """What the label adds: the lot it is for."""
    label: str = ""
    """Ending of the label's key where another form calls the field otherwise."""
    whose: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values that are only for some people, with their names."""

    def of(self, person: str) -> Ask:
        """The field as it is asked of a person: without options that are others' alone."""
        own = tuple(each for each in self.options if person in self.whose.get(each[0], (person,)))
        return replace(self, options=own)


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb of an order's page."""

    verb: str
    permission: Permission
    run: Callable[[Session, Who, Dossier, Form], Any]
    asks: Callable[[Session, Dossier], list[Ask]] = lambda session, dossier: []  # noqa: ARG005 - asks nothing
    offered: Callable[[Dossier], bool] | None = None
    """When it is offered; None: when the life of the order allows a step of its name."""

    def open_to(self, dossier: Dossier) -> bool:
        """Whether the page offers it now."""
        if self.offered is not None:
            return self.offered(dossier)
        return self.verb in ORDER.possible(dossier.state)


def texts(form: Form, *names: str) -> list[str]:
    """Fields without blanks around them."""
    return [form.get(name, "").strip() for name in names]


def day(form: Form, name: str) -> date | None:
    """A day of a form; None for anything else."""
    try:
        return date.fromisoformat(form.get(name, "").strip())
    except ValueError:
        return None


def names(form: Form, name: str) -> tuple[str, ...]:
    """Several names, with blanks or commas between."""
    return tuple(form.get(name, "").replace(",", " ").split())


def words(*values: str) -> tuple[tuple[str, str], ...]:
    """Options whose texts are in the catalogue."""
    return tuple((each, f"w:{each}") for each in values)


def _release_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [
        Ask("basis", "choice", options=words(*BASES)),
        Ask("authority"),
        Ask("reference"),
        Ask("expires", "date"),
        Ask("lots", "area", "\n".join(dossier.lots)),
        Ask("retained"),
        Ask("reason", "area"),
    ]


def _release(session: Session, who: Who, dossier: Dossier, form: Form, *, refused: bool = False) -> Any:  # noqa: ANN401 - see Deed
    basis, authority, reference, retained, reason = texts(form, "basis", "authority", "reference", "retained", "reason")
    lots = tuple(each.strip() for each in form.get("lots", "").splitlines() if each.strip())
    draft = planning.ReleaseDraft(basis, authority, reference, day(form, "expires"), lots, retained)
    return planning.release(session, who, dossier, draft, refused=refused, reason=reason)


def _plan_asks(session: Session, dossier: Dossier) -> list[Ask]:
    known = [(ref, row) for ref, row, state in keeping.listed(session) if state == "approved"]
    offered = tuple((ref, f"{row.code} · {row.version} · {row.title}") for ref, row in known)
    fitting = keeping.fitting(session, dossier, [row for _, row in known])
    chosen = next((ref for ref, row in known if fitting is not None and row.id == fitting.id), "")
    plain = [Ask(each) for each in ("performers", "witnesses", "committee", "issuer", "permit", "permit_operations")]
    return [
        Ask("protocol", "choice", chosen, offered),
        Ask("site"),
        Ask("day", "date", dossier.today.isoformat()),
        Ask("risk", "area"),
        *plain,
        Ask("permit_from", "date"),
        Ask("permit_to", "date"),
        Ask("permit_kg"),
        Ask("distances"),
        Ask("distance_km"),
        Ask("instruments", "area", instruments.offered(session, dossier.order.agency, dossier.today)),
    ]


def _plan(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    most = micrograms(form["permit_kg"]) if form.get("permit_kg", "").strip() else None
    measured = instruments.read(form.get("instruments", ""))
    wrong = [most] if isinstance(most, Problem) else []
    wrong += [*(measured if isinstance(measured, Problems) else ()), *planning.distances_against(form)]
    if wrong or isinstance(most, Problem) or isinstance(measured, Problems):
        return Problems(wrong)
    site, risk, issuer, permit, operations, distances = texts(
        form, "site", "risk", "issuer", "permit", "permit_operations", "distances"
    )
    draft = planning.PlanDraft(
        keeping.find(session, form.get("protocol", "")),
        site,
        day(form, "day"),
        risk,
        names(form, "performers"),
        names(form, "witnesses"),
        names(form, "committee"),
        issuer,
        permit,
        operations,
        day(form, "permit_from"),
        day(form, "permit_to"),
        most,
        distances,
        measured,
        planning.kilometres(form.get("distance_km", "")),
    )
    return planning.plan(session, who, dossier, draft)


def _receive_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    asks = []
    for line in dossier.lines:
        asks += [Ask(f"mass-{line.id}", about=line.lot), Ask(f"uncertainty-{line.id}", value="0", about=line.lot)]
        asks.append(Ask(f"pieces-{line.id}", value=str(line.pieces), about=line.lot))
    return [*asks, Ask("instrument")]


def _receive(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    weighed = _weighed(dossier, form)
    return weighed if isinstance(weighed, Problems) else receiving.receive(session, who, dossier, weighed)


def _waybill_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [Ask(each) for each in WAYBILL]


def _waybill(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    told = dict(zip(WAYBILL, texts(form, *WAYBILL), strict=True))
    draft = carrying.WaybillDraft(**(told | {"carriers": names(form, "carriers")}))  # type: ignore[arg-type] # all texts but the names
    return carrying.draw_up(session, who, dossier, draft)


def _sign_over(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    weighed = _weighed(dossier, form)
    return weighed if isinstance(weighed, Problems) else carrying.sign_over(session, who, dossier, weighed)


WAYBILL = (
    "number", "phone", "carrier", "carrier_number", "vehicle", "carriers", "generator_number", "facility_number",
    "handling",
)  # fmt: skip
"""Fields of a movement document."""


def _weighed(dossier: Dossier, form: Form) -> list[Weighed] | Problems:
    """What a form says of the mass and pieces of each line; a line without a mass is left out."""
    weighed, wrong = [], []
    for line in dossier.lines:
        if not form.get(f"mass-{line.id}", "").strip():
            continue
        mass, spread = (micrograms(form.get(f"{name}-{line.id}", "0")) for name in ("mass", "uncertainty"))
        pieces = form.get(f"pieces-{line.id}", "").strip()
        if isinstance(mass, Problem) or isinstance(spread, Problem):
            wrong += [each for each in (mass, spread) if isinstance(each, Problem)]
            continue
        count = found if (found := whole(pieces)) is not None and found < 10**5 else 0
        weighed.append(Weighed(line.id, mass, spread, count, form.get("instrument", "")))
    return Problems(wrong) if wrong else weighed


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
    draft = closing.EntryDraft(whole(line) or 0, part, mass, spread, instrument, reagent, why)
    return closing.enter(session, who, dossier, draft)


def _strike_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    lots = {line.id: line.lot for line in dossier.lines}
    shown = tuple(
        (str(row.id), f"{lots[row.line]} · {t(f'disposal.w-{row.part}')} · {exact_kg(row.ug)} kg · {moment(at)} · {by}")
        for row, by, at, *_ in closing.strikable(dossier)
    )
    return [Ask("amount", "choice", options=shown), Ask("reason", "area")]


def _deviate_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [Ask("rule"), Ask("observed", "area"), Ask("grade", "choice", "major", words(*CLASSES))]


def _decide_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    waiting = tuple((str(each.row.id), f"{each.row.rule}: {each.row.observed}") for each in dossier.open_deviations)
    told = [Ask("deviation", "choice", options=waiting), Ask("decision", "choice", options=words(*DECISIONS))]
    return [*told, Ask("remedy", "area"), Ask("reason", "area")]


def _decide(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    number = form.get("deviation", "")
    decision, remedy, reason = texts(form, "decision", "remedy", "reason")
    return working.decide(session, who, dossier, whole(number) or 0, (decision, remedy, reason))


def _child_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    kinds = [kind for kind, states in closing.CHILDREN.items() if dossier.state in states]
    return [Ask("kind", "choice", options=words(*kinds)), Ask("number"), Ask("reason", "area")]


def _child(session: Session, who: Who, dossier: Dossier, form: Form) -> Any:  # noqa: ANN401 - see Deed
    kind, number, reason = texts(form, "kind", "number", "reason")
    return closing.child(session, who, dossier, kind, number, reason)


def _confirm_asks(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    claims = [each.row for each in dossier.to_confirm]
    whose = {row.uuid: dossier.unconfirmed(row) for row in claims}
    shown = tuple(
        (row.uuid, f"{row.step} · {moment(moment_of(row.at))} · {', '.join(whose[row.uuid])}") for row in claims
    )
    times = Counter(name for names_of in whose.values() for name in names_of)
    several = [name for name, count in times.items() if count > 1]
    every = ((working.ALL, "w:all-mine"),) if several else ()
    return [Ask("step", "choice", options=(*every, *shown), whose={**whose, working.ALL: several})]


def _cancel(session: Session, who: Who, dossier: Dossier, reason: str) -> int | Problems:
    if not reason.strip():
        return Problems([problem("reason.missing", "reason")])
    return step_of_life(session, who, dossier, "cancel", reason)


def _reason(session: Session, dossier: Dossier) -> list[Ask]:  # noqa: ARG001 - one shape for all
    return [Ask("reason", "area")]


def _certify_asks(session: Session, dossier: Dossier) -> list[Ask]:
    """Who answers for the destruction, as the agency stated it last."""
    stated = last_registrant(session, dossier.order.agency)
    return [Ask(f"registrant_{name}", value=value) for name, value in asdict(stated).items()]


def _registrant(form: Form) -> Registrant:
    return Registrant(*(form.get(f"registrant_{each.name}", "") for each in fields(Registrant)))


def _going(verb: str) -> Deed:
    return Deed(verb, _P.RECORD_DISPOSAL, lambda s, w, d, f: planning.go(s, w, d, verb))  # noqa: ARG005 - asks nothing


_P = Permission
DEEDS: tuple[Deed, ...] = (
    Deed("release", _P.RELEASE_DISPOSAL, _release, _release_asks),
    Deed("refuse-release", _P.RELEASE_DISPOSAL, lambda s, w, d, f: _release(s, w, d, f, refused=True), _release_asks),
    Deed("plan", _P.RECORD_DISPOSAL, _plan, _plan_asks),
    Deed("approve", _P.SIGN_DISPOSAL, lambda s, w, d, f: planning.approve(s, w, d)),  # noqa: ARG005 - asks nothing
    Deed(
        "endanger",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: planning.endanger(s, w, d, f.get("reason", "")),
        _reason,
        lambda d: bool({"endanger", "permit-danger"} & set(ORDER.possible(d.state))),
    ),
    _going("schedule"),
    Deed(
        "waybill",
        _P.RECORD_DISPOSAL,
        _waybill,
        _waybill_asks,
        lambda d: d.state == "scheduled" and d.waybill is None,
    ),
    Deed(
        "sign-over",
        _P.SIGN_DISPOSAL,
        _sign_over,
        _receive_asks,
        lambda d: d.state in {"scheduled", "in-transit"} and carrying.turn(d) is not None,
    ),
    _going("depart"),
    Deed("receive", _P.RECORD_DISPOSAL, _receive, _receive_asks),
    _going("start-work"),
    Deed("enter", _P.RECORD_DISPOSAL, _enter, _enter_asks, lambda d: d.state in closing.ENTERED_IN),
    Deed(
        "strike",
        _P.DECIDE_DISPOSAL,
        lambda s, w, d, f: closing.strike(s, w, d, whole(f.get("amount", "")) or 0, f.get("reason", "")),
        _strike_asks,
        lambda d: d.state in closing.ENTERED_IN and bool(closing.strikable(d)),
    ),
    Deed(
        "confirm",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: working.confirm(s, w, d, f.get("step", "")),
        _confirm_asks,
        lambda d: bool(d.to_confirm),
    ),
    Deed(
        "deviate",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: working.deviate(s, w, d, *texts(f, "rule", "observed", "grade")),
        _deviate_asks,
        lambda d: d.state in working.DEVIATES_IN,
    ),
    Deed("decide", _P.DECIDE_DISPOSAL, _decide, _decide_asks, lambda d: bool(d.open_deviations)),
    Deed("stop", _P.SIGN_DISPOSAL, lambda s, w, d, f: working.stop(s, w, d, f.get("reason", "")), _reason),
    Deed(
        "go-on-under",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: working.go_on_under(s, w, d, f.get("reason", "")),
        _reason,
        lambda d: d.paused and d.state in {"in-progress", "on-hold"},
    ),
    Deed("end-work", _P.RECORD_DISPOSAL, lambda s, w, d, f: closing.end_work(s, w, d)),  # noqa: ARG005 - asks nothing
    Deed(
        "child",
        _P.RECORD_DISPOSAL,
        _child,
        _child_asks,
        lambda d: any(d.state in states for states in closing.CHILDREN.values()),
    ),
    Deed("verify-residue", _P.RECORD_DISPOSAL, lambda s, w, d, f: closing.verify_residue(s, w, d)),  # noqa: ARG005 - asks nothing
    Deed("reconcile", _P.RECORD_DISPOSAL, lambda s, w, d, f: closing.reconcile(s, w, d)),  # noqa: ARG005 - asks nothing
    Deed(
        "witness",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: closing.witness(s, w, d),  # noqa: ARG005 - asks nothing
        offered=lambda d: d.state in closing.WITNESSED_IN,
    ),
    Deed(
        "inform-court",
        _P.SIGN_DISPOSAL,
        lambda s, w, d, f: closing.inform_court(s, w, d, f.get("reference", "")),
        lambda s, d: [Ask("reference")],  # noqa: ARG005 - one shape for all
        lambda d: planning.emergency_of(d) is not None and d.state != "closed",
    ),
    Deed("certify", _P.DECIDE_DISPOSAL, lambda s, w, d, f: closing.certify(s, w, d, _registrant(f)), _certify_asks),
    Deed(
        "correct",
        _P.DECIDE_DISPOSAL,
        lambda s, w, d, f: closing.certify(s, w, d, _registrant(f), reason=f.get("reason", ""), correcting=True),
        lambda s, d: [*_certify_asks(s, d), Ask("reason", "area")],
    ),
    Deed("close", _P.RECORD_DISPOSAL, lambda s, w, d, f: closing.close(s, w, d)),  # noqa: ARG005 - asks nothing
    Deed(
        "cancel",
        _P.RECORD_DISPOSAL,
        lambda s, w, d, f: _cancel(s, w, d, f.get("reason", "")),
        _reason,
    ),
)
