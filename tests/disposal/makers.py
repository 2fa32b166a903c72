"""Plain makers of everybody and everything an order of destruction needs, in the demo country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.people import person
from precursors.approvals.service import decide
from precursors.audit.acts import Actor
from precursors.db.engine import Database
from precursors.disposal import closing, deviating, entering, keeping, leave, planning, receiving, residue, working
from precursors.disposal.dossier import Dossier
from precursors.disposal.library import documents
from precursors.disposal.loading import load
from precursors.disposal.requesting import LineDraft, OrderDraft, request
from precursors.disposal.rules.entries import Logged
from precursors.disposal.service import Who, attempt, own_order
from precursors.disposal.weighing import Weighed
from precursors.problems import Problems
from precursors.scope.visible import Sight
from tests.people import a_person, an_agency

Made: TypeAlias = Any
"""What a verb answers: something made, or what is against it."""
OWNER = "XD-DIS"
KG = 10**9
PEOPLE: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "dora": (OWNER, (Role.DISPOSAL_OFFICER,)),
    "carl": (OWNER, (Role.DISPOSAL_OFFICER,)),
    "pia": (OWNER, (Role.DISPOSAL_OFFICER,)),
    "chem": (OWNER, (Role.ANALYST,)),
    "envi": (OWNER, (Role.SUPERVISOR,)),
    "sven": (OWNER, (Role.SUPERVISOR,)),
    "iris": (OWNER, (Role.SUPERVISOR,)),
    "ann": (OWNER, (Role.INSPECTOR,)),
    "bob": (OWNER, (Role.INSPECTOR,)),
    "cleo": (OWNER, (Role.INSPECTOR,)),
    "judge": ("XD-CRT", (Role.COURT_OFFICER,)),
    "wanda": ("XD-POL", (Role.POLICE_OFFICER,)),
    "wim": ("XD-CUS", (Role.CUSTOMS_OFFICER,)),
}
KINDS = {OWNER: "disposal", "XD-CRT": "court", "XD-POL": "police", "XD-CUS": "customs"}


def this_moment() -> datetime:
    """The time of the database, which acts carry and an emergency is counted from, however long a run takes."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Site:
    """A registry with its people, and a clock that the test moves."""

    database: Database
    now: datetime = field(default_factory=this_moment)
    entries: int = 0
    log: list[Any] = field(default_factory=list)

    def who(self, name: str, *, factor: bool = True) -> Who:
        """One of the people, now."""
        return Who(Actor(name, PEOPLE[name][0]), self.now, self.now.date(), factor, "XD")

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def write(self, unit: Callable[[Session], Made]) -> Made:
        """What a unit answers."""
        made = self.database.write(unit)
        self.log.append(made)
        return made

    def doing(self, ref: str, name: str, verb: str, do: Callable[[Session, Who, Dossier], Made], **told: Made) -> Made:
        """One verb on an order, as a page does it."""

        def unit(session: Session) -> Made:
            who = self.who(name, **told)
            order = own_order(session, Sight(), ref)
            assert order is not None
            return attempt(session, who, order, verb, lambda dossier: do(session, who, dossier))

        return self.write(unit)

    def dossier(self, ref: str) -> Dossier:
        """All about an order."""
        with self.database.read() as session:
            order = own_order(session, Sight(), ref)
            assert order is not None
            return load(session, order, self.now.date())

    def state(self, ref: str) -> str:
        """Where an order stands."""
        return self.dossier(ref).state


def everybody(database: Database, _home: Path | None = None) -> None:
    """Make the people and their agencies known."""
    for code, kind in KINDS.items():
        an_agency(database, code, kind)
    for name, (agency, roles) in PEOPLE.items():
        a_person(database, name, agency, roles)


def a_site(database: Database) -> Site:
    """A registry in which everybody is known: made known now, unless it began so."""
    with database.read() as session:
        known = person(session, [*PEOPLE][-1]) is not None
    if not known:
        everybody(database)
    return Site(database)


def good(made: Made) -> Made:
    """What was made, once nothing is against it."""
    assert not isinstance(made, Problems), [(each.code, dict(each.values)) for each in made]
    return made


def codes(made: Made) -> set[str]:
    """Codes of what is against it."""
    assert isinstance(made, Problems), made
    return {each.code for each in made}


def a_protocol(site: Site, name: str = "demo-incinerate-solvents", **changes: Made) -> str:
    """A protocol of the seed, approved by three people."""
    document = deepcopy(dict(documents()[name])) | changes
    ref = good(site.write(lambda s: keeping.submit(s, site.who("dora"), OWNER, document)))
    approve_protocol(site, ref)
    return str(ref)


def approve_protocol(site: Site, ref: str, reviewer: str = "chem", approver: str = "envi") -> None:
    """Review and approve a version."""

    def reviewed(session: Session) -> Made:
        row = keeping.find(session, ref)
        assert row is not None
        return keeping.review(session, site.who(reviewer), row, "read it")

    asked = good(site.write(reviewed))
    sight, actor = Sight((OWNER,)), site.who(approver).actor
    told = {"agrees": True, "reason": "", "factor": True, "today": site.now.date()}
    good(site.write(lambda session: decide(session, actor, sight, asked, **told)))


def a_line(lot: str = "LOT-1", substance: str = "acetone", mass: str = "500", **changes: str) -> LineDraft:
    """A lot as typed."""
    return replace(LineDraft(lot, substance, mass, "0.1", "L", "3", "S1 S2", "carl"), **changes)


def an_order(site: Site, *lines: LineDraft, number: str = "D-1", **changes: Made) -> str:
    """An order that waits for its release."""
    draft = OrderDraft(number, "seized in May", lines or (a_line(),), **changes)
    return str(good(site.write(lambda s: request(s, site.who("dora"), draft, OWNER))))


def released(site: Site, ref: str, **changes: Made) -> Made:
    """The court's leave for all lots."""
    draft = leave.ReleaseDraft(
        "court", "Court 1", "C-7", (site.now + timedelta(days=40)).date(), tuple(site.dossier(ref).lots), "2 g each"
    )
    draft = replace(draft, **changes)
    return site.doing(ref, "judge", "release", lambda s, w, d: leave.release(s, w, d, draft, refused=False, reason=""))


def planned(site: Site, ref: str, protocol: str, **changes: Made) -> Made:
    """A plan with everybody in the right place."""
    with site.database.read() as session:
        row = keeping.find(session, protocol)
    ready = (site.now + timedelta(days=200)).date()
    draft = planning.PlanDraft(
        row, "Plant 7", site.now.date(), "fire: foam at hand",
        ("pia",), ("wanda", "wim"), ("ann", "bob", "cleo"), "iris",
        "PERMIT-1", "D5 D9 D10", (site.now - timedelta(days=300)).date(), ready, None, "dwelling=900",
        (("SCALE", "0.05", ready), ("GAS", "0", ready), ("THERMO", "0", ready), ("PH", "0.1", ready)), 40,
    )  # fmt: skip
    return site.doing(ref, "dora", "plan", lambda s, w, d: planning.plan(s, w, d, replace(draft, **changes)))


def approved(site: Site, ref: str) -> None:
    """The committee agrees."""
    for name in ("ann", "bob", "cleo"):
        good(site.doing(ref, name, "approve", planning.approve))


def going(site: Site, ref: str, verb: str) -> Made:
    """Schedule, send off, begin."""
    return site.doing(ref, "dora", verb, lambda s, w, d: planning.go(s, w, d, verb))


def received(site: Site, ref: str, **kilograms: str) -> Made:
    """Weigh everything at the site, as sent unless told otherwise."""
    lines = site.dossier(ref).lines
    weighed = [
        Weighed(line.id, int(float(kilograms.get(line.lot, line.net_ug / KG)) * KG), KG // 10, line.pieces, "SCALE")
        for line in lines
    ]
    return site.doing(ref, "pia", "receive", lambda s, w, d: receiving.receive(s, w, d, weighed))


def at_work(site: Site, ref: str, protocol: str) -> None:
    """From the request to the beginning of the work."""
    good(released(site, ref))
    good(planned(site, ref, protocol))
    approved(site, ref)
    good(going(site, ref, "schedule"))
    good(received(site, ref))
    good(going(site, ref, "start-work"))


EVIDENCE: Mapping[str, Mapping[str, Any]] = {
    "identity": {"seals": {"result": "yes"}, "containers": {"value": "9"}},
    "weigh-in": {"mass": {"value": "500", "instrument": "SCALE"}},
    "protection": {"worn": {"value": "C"}},
    "atmosphere": {"lel": {"value": "1", "instrument": "GAS"}, "oxygen": {"value": "20.9", "instrument": "GAS"}},
    "feed": {"temperature": {"value": "900", "instrument": "THERMO"}, "dwell": {"value": "3", "unit": "s"}},
    "ash": {"target": {"result": "negative"}},
    "weigh-out": {"residue": {"value": "1", "instrument": "SCALE"}},
    "leach": {"report": {"number": "L-1", "verified": "yes"}},
    "witnessed": {"declaration": {"result": "yes"}},
}


def an_entry(site: Site, step: str, evidence: Mapping[str, Any] | None = None, **changes: Made) -> Logged:
    """An entry of a step by the right people, now."""
    site.entries += 1
    uuid = str(UUID(int=site.entries))
    return replace(Logged(step, "pia", "wanda", site.now, evidence or EVIDENCE[step], False, uuid), **changes)


def logged(site: Site, ref: str, step: str, evidence: Mapping[str, Any] | None = None, **changes: Made) -> Made:
    """Log a step with a connection, ten minutes after the one before; its witness confirms it at once."""
    site.later(minutes=10)
    entry = an_entry(site, step, evidence, **changes)
    made = site.doing(ref, "pia", "log-step", lambda s, w, d: working.record(s, w, d, entry))
    if not isinstance(made, Problems) and entry.witness:
        good(site.doing(ref, entry.witness, "confirm", lambda s, w, d: working.confirm(s, w, d, entry.uuid)))
    return made


def put(site: Site, ref: str, part: str, kilograms: str, lot: str | None = None, **changes: Made) -> Made:
    """Write down where an amount of a lot went."""
    lines = site.dossier(ref).lines
    line = next(each for each in lines if lot is None or each.lot == lot)
    draft = entering.EntryDraft(line.id, part, int(float(kilograms) * KG), why="as weighed", **changes)
    return site.doing(ref, "pia", "enter", lambda s, w, d: entering.enter(s, w, d, draft))


def simply(site: Site, ref: str, name: str, verb: str) -> Made:
    """One of the verbs of the end, which ask nothing more."""
    verbs = {
        "end-work": closing.end_work, "verify-residue": residue.verify_residue, "reconcile": closing.reconcile,
        "witness": closing.witness, "certify": closing.certify, "close": closing.close,
    }  # fmt: skip
    return site.doing(ref, name, verb, verbs[verb])


def decided(site: Site, ref: str, decision: str, name: str = "sven") -> Made:
    """Decide the first open deviation."""
    number = site.dossier(ref).open_deviations[0].row.id
    told = (decision, "talked through", "seen")
    return site.doing(ref, name, "decide", lambda s, w, d: deviating.decide(s, w, d, number, told))


def certified(site: Site, protocol: str, number: str = "D-1") -> str:
    """An order of one lot from its request to its certificate, whose reference is answered."""
    ref = an_order(site, a_line(number.replace("D", "LOT")), number=number)
    at_work(site, ref, protocol)
    for step in ("identity", "weigh-in", "protection", "atmosphere", "feed", "ash", "weigh-out", "witnessed"):
        assert good(logged(site, ref, step)).verdict == "pass"
    good(put(site, ref, "disposed", "499.9999996"))
    for name, verb in (("dora", "end-work"), ("dora", "verify-residue"), ("dora", "reconcile")):
        good(simply(site, ref, name, verb))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    return str(good(simply(site, ref, "iris", "certify")))
