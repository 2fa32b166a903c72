"""The demo country's seized goods: a seizure with its chain of custody and laboratory, and two orders of destruction.

Everybody and everything is invented and marked DEMO; each record goes the way anybody's goes, rules and gates included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.people import person
from precursors.agencies.roles import Enrolment, enrol
from precursors.agencies.service import AgencyDraft, add, by_code
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.custody.booking import LotImporter
from precursors.custody.finding import lot_named
from precursors.custody.registering import InstrumentImporter, PlaceImporter
from precursors.custody.telling import CustodyImporter
from precursors.db.engine import Database
from precursors.disposal import closing, entering, leave, planning, receiving, residue, working
from precursors.disposal.dossier import Dossier
from precursors.disposal.loading import load
from precursors.disposal.models import Protocol
from precursors.disposal.requesting import LineDraft, OrderDraft, request
from precursors.disposal.rules.entries import Logged
from precursors.disposal.service import Who, attempt, own_order
from precursors.disposal.weighing import Weighed
from precursors.laboratory.results import ResultImporter
from precursors.laboratory.samples import SampleImporter
from precursors.problems import Problems
from precursors.registers.entry import Entered, enter
from precursors.registers.importer import RegisterImporter
from precursors.registers.terms import DEMO, terms_of
from precursors.scope.visible import Sight
from precursors.seizures.service import SeizureImporter

HOME, COURT, CUSTOMS = "XD-ENV", "XD-CRT", "XD-CUS"
SEIZURE, PROTOCOL = "DEMO-S-1", "XD-HTI-SOLVENTS"
KG = 10**9
COURT_DRAFT = AgencyDraft(COURT, "Demoland Court (DEMO)", "court", DEMO, "en-US")
PEOPLE = (
    *(Enrolment(name, HOME, (Role.DISPOSAL_OFFICER.value,)) for name in ("demo-keeper", "demo-operator")),
    *(Enrolment(f"demo-committee-{n}", HOME, (Role.INSPECTOR.value,)) for n in (1, 2, 3)),
    Enrolment("demo-issuer", HOME, (Role.SUPERVISOR.value,)),
    Enrolment("demo-witness", HOME, (Role.INSPECTOR.value,)),
    Enrolment("demo-customs-witness", CUSTOMS, (Role.CUSTOMS_OFFICER.value,)),
    Enrolment("demo-judge", COURT, (Role.COURT_OFFICER.value,)),
)
"""Everybody with a part in the demo's orders, beside the officer who wrote its protocols."""
OFFICER, KEEPER, OPERATOR, WITNESSES = "disposal-officer", "demo-keeper", "demo-operator", (
    "demo-witness", "demo-customs-witness",
)  # fmt: skip
EVIDENCE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("identity", {"seals": {"result": "yes"}, "containers": {"value": "3"}}),
    ("weigh-in", {"mass": {"value": "300", "instrument": "SCALE"}}),
    ("protection", {"worn": {"value": "C"}}),
    ("atmosphere", {"lel": {"value": "1", "instrument": "GAS"}, "oxygen": {"value": "20.9", "instrument": "GAS"}}),
    ("feed", {"temperature": {"value": "900", "instrument": "THERMO"}, "dwell": {"value": "3", "unit": "s"}}),
    ("ash", {"target": {"result": "negative"}}),
    ("weigh-out", {"residue": {"value": "0.1", "instrument": "SCALE"}}),
    ("witnessed", {"declaration": {"result": "yes"}}),
)  # fmt: skip
"""What is logged of each step of the demo's protocol."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when the demo's goods are handled."""

    database: Database
    today: date
    scratch: Path
    now: datetime
    """When everything is done."""

    def who(self, name: str) -> Who:
        """One of the demo's people, signed in with a second factor of their own."""
        homes = {each.username: each.agency for each in PEOPLE}
        return Who(Actor(name, homes.get(name, HOME)), self.now, self.today, factor=True, country=DEMO)

    def enter(self, importer: Callable[..., RegisterImporter], **texts: str) -> None:
        """One record of a register, as its form enters it."""
        key = uuid5(NAMESPACE_OID, repr(sorted(texts.items()))).hex

        def unit(session: Session) -> Any:  # noqa: ANN401 - what was entered, or what stops it
            agency = by_code(session, HOME)
            if agency is None:  # added a moment ago
                raise LookupError(HOME)
            known = terms_of(session, agency, self.today, self.scratch)
            return enter(session, Actor(KEEPER, HOME), importer, known, texts, key)

        made = self.database.write(unit)
        if not isinstance(made, Entered):
            raise ValueError([each.problem.code for each in made])  # noqa: TRY004 - the demo itself is wrong

    def does(self, name: str, ref: str, verb: str, do: Callable[[Session, Who, Dossier], Any]) -> Any:  # noqa: ANN401 - what the verb answers
        """One verb on an order."""
        who = self.who(name)

        def unit(session: Session) -> Any:  # noqa: ANN401 - as above
            order = own_order(session, Sight(), ref)
            if order is None:  # asked for a moment ago
                raise LookupError(ref)
            return attempt(session, who, order, verb, lambda dossier: do(session, who, dossier))

        return done(self.database.write(unit))

    def dossier(self, ref: str) -> Dossier:
        """All about an order."""
        with self.database.read() as session:
            order = own_order(session, Sight(), ref)
            if order is None:  # asked for a moment ago
                raise LookupError(ref)
            return load(session, order, self.today)


def done(made: Any) -> Any:  # noqa: ANN401 - what a verb answers
    """What was made. Raises ValueError where something was against it: the demo itself is wrong."""
    if isinstance(made, Problems):
        raise ValueError([(each.code, dict(each.values)) for each in made])  # noqa: TRY004 - see above
    return made


def seize_and_destroy(database: Database, today: date, scratch: Path) -> bool:
    """Play the demo's seizure and its two orders once; whether that was now."""
    with database.read() as session:
        if lot_named(session, HOME, SEIZURE, "1") is not None:
            return False
    noon = datetime.combine(today, time(12), UTC)
    # In the morning noon is still to come, and whoever goes on with the demo's work would be before its last step.
    scene = Scene(database, today, scratch, min(noon, datetime.now(UTC)))
    _people(scene)
    _goods(scene)
    first, second = _order(scene, "1", "DEMO-D-1"), _order(scene, "2", "DEMO-D-2")
    _at_work(scene, first)
    _at_work(scene, second)
    _steps(scene, first, len(EVIDENCE))
    _steps(scene, second, 3)
    _certified(scene, first)
    return True


def _people(scene: Scene) -> None:
    with scene.database.read() as session:
        there = by_code(session, COURT)
        missing = [each for each in PEOPLE if person(session, each.username) is None]
    if there is None:
        scene.database.write(partial(add, actor=LOCAL, draft=COURT_DRAFT))
    for draft in missing:
        scene.database.write(partial(enrol, actor=LOCAL, draft=draft, today=scene.today, alone=True))


def _goods(scene: Scene) -> None:
    """Two lots of three drums, moved, one of them sampled and reported on."""
    days = [(scene.today - timedelta(days=n)).isoformat() for n in (40, 39, 30, 20)]
    due = (scene.today + timedelta(days=200)).isoformat()
    scene.enter(PlaceImporter, name="DEMO store", kind="store", classes="3", features="ventilated, bunded")
    scene.enter(InstrumentImporter, serial="DEMO-B-1", kind="balance", uncertainty="10", unit="g", due=due)
    ground = "Demoland Precursor Act, section 12 (fictitious)"
    scene.enter(SeizureImporter, number=SEIZURE, kind="seizure", day=days[0], country=DEMO, ground=ground)
    for number in ("1", "2"):
        scene.enter(
            LotImporter, seizure=SEIZURE, number=number, day=days[0], substance="Acetone", concentration="99 %",
            quantity="300", unit="kg", containers="3", container="drum", custodian=KEEPER,
            seals=", ".join(f"DEMO-{number}-{n}" for n in (1, 2, 3)),
        )  # fmt: skip
        for box in ("1", "2", "3"):
            event = {"seizure": SEIZURE, "exhibit": number, "number": box, "giver": KEEPER}
            scene.enter(CustodyImporter, verb="move", day=days[1], place="DEMO store", **event)
    sample = {"seizure": SEIZURE, "exhibit": "1", "box": "1", "number": "DEMO-P-1", "purpose": "analysis"}
    seals = {"seal_before": "DEMO-1-1", "seal_after": "DEMO-1-4"}
    scene.enter(SampleImporter, day=days[2], taken="50", unit="g", duplicate="DEMO-P-2", **sample, **seals)
    report = {"seizure": SEIZURE, "exhibit": "1", "report": "DEMO-R-1", "identity": "Acetone", "techniques": "GC-MS"}
    scene.enter(ResultImporter, day=days[3], purity="97.5", uncertainty="0.8", consumed="10", unit="g", **report)


def _order(scene: Scene, lot: str, number: str) -> str:
    """An order for one lot, with the court's leave."""
    line = LineDraft(f"{SEIZURE}/{lot}", "acetone", "300", "0.1", "L", "3", "", KEEPER)
    draft = OrderDraft(number, "Seized, released by the court (DEMO)", (line,), notes="DEMO", show=(COURT,))
    ref = str(done(scene.database.write(lambda session: request(session, scene.who(OFFICER), draft, HOME))))
    expires = scene.today + timedelta(days=40)
    court = leave.ReleaseDraft("court", "Demoland Court (DEMO)", f"{number}-R", expires, (line.lot,), "100 g (DEMO)")
    scene.does("demo-judge", ref, "release", lambda s, w, d: leave.release(s, w, d, court, refused=False, reason=""))
    return ref


def _at_work(scene: Scene, ref: str) -> None:
    """Planned under the approved protocol, agreed to by the committee, received, begun."""
    with scene.database.read() as session:
        query = select(Protocol).where(Protocol.code == PROTOCOL).order_by(Protocol.version.desc())
        protocol = session.execute(query.limit(1)).scalar_one()
    until = scene.today + timedelta(days=200)
    committee = tuple(f"demo-committee-{n}" for n in (1, 2, 3))
    draft = planning.PlanDraft(
        protocol, "DEMO plant 7", scene.today, "Fire: foam at hand (DEMO).", (OPERATOR,), WITNESSES, committee,
        "demo-issuer", "DEMO-PERMIT-1", "D10", scene.today - timedelta(days=300), until, None, "dwelling=900",
        tuple((name, spread, until) for name, spread in (("SCALE", "0.05"), ("GAS", "0"), ("THERMO", "0"))), 40,
    )  # fmt: skip
    scene.does(OFFICER, ref, "plan", lambda s, w, d: planning.plan(s, w, d, draft))
    for name in committee:
        scene.does(name, ref, "approve", planning.approve)
    scene.does(OFFICER, ref, "schedule", lambda s, w, d: planning.go(s, w, d, "schedule"))
    weighed = [Weighed(line.id, line.net_ug, KG // 10, 3, "SCALE") for line in scene.dossier(ref).lines]
    scene.does(OPERATOR, ref, "receive", lambda s, w, d: receiving.receive(s, w, d, weighed))
    scene.does(OFFICER, ref, "start-work", lambda s, w, d: planning.go(s, w, d, "start-work"))


def _steps(scene: Scene, ref: str, many: int) -> None:
    """The first steps, ten minutes apart, each confirmed by its witness."""
    for n, (step, evidence) in enumerate(EVIDENCE[:many]):
        at = scene.now - timedelta(minutes=10 * (len(EVIDENCE) - n))
        entry = Logged(step, OPERATOR, WITNESSES[0], at, evidence, uuid=str(uuid5(NAMESPACE_OID, f"{ref} {step}")))
        scene.does(OPERATOR, ref, "log-step", partial(_logged, entry=entry))
        scene.does(WITNESSES[0], ref, "confirm", partial(working.confirm, uuid=entry.uuid))


def _logged(session: Session, who: Who, dossier: Dossier, entry: Logged) -> working.Answer | Problems:
    return working.record(session, who, dossier, entry)


def _certified(scene: Scene, ref: str) -> None:
    """Everything accounted for, witnessed, certified."""
    (line,) = scene.dossier(ref).lines
    for part, ug in (("sample-kept", 90 * KG // 1000), ("sample-used", 10 * KG // 1000), ("disposed", 2999 * KG // 10)):
        draft = entering.EntryDraft(line.id, part, ug, instrument="SCALE", why="DEMO")
        scene.does(OPERATOR, ref, "enter", partial(entering.enter, draft=draft))
    for verb, do in (
        ("end-work", closing.end_work), ("verify-residue", residue.verify_residue), ("reconcile", closing.reconcile),
    ):  # fmt: skip
        scene.does(OFFICER, ref, verb, do)
    for name in WITNESSES:
        scene.does(name, ref, "witness", closing.witness)
    scene.does("demo-issuer", ref, "certify", closing.certify)
