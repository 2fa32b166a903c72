"""Orders of destruction: the list, one order, and a page for each thing that can be done with it."""

from __future__ import annotations

import json
from collections.abc import Sized
from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter

from precursors.access.permissions import Permission
from precursors.agencies.doors import showed_factor
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.disposal import listing
from precursors.disposal.arrivals import WEIGHED, tell_of_differences
from precursors.disposal.custody_ties import holds_against
from precursors.disposal.deeds import Deed
from precursors.disposal.doing import DEEDS
from precursors.disposal.dossier import Dossier, moment_of
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.naming import name_key, name_rule
from precursors.disposal.paper import BESIDE
from precursors.disposal.pending import TURNS, Person, pending
from precursors.disposal.rules.evidence import sign
from precursors.disposal.rules.protocol import Step
from precursors.disposal.rules.steps import open_steps
from precursors.disposal.service import Who, attempt, own_order
from precursors.disposal.work_models import DisposalRefusal
from precursors.lives.service import history
from precursors.problems import Problem, Problems
from precursors.registers.panels import panels
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.figures import moment
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told


class CertificateCode(BaseConverter):
    """The code of a certificate in an address; other papers that are verified there have words of another shape."""

    regex = r"[A-Za-z2-7]{5}(?:-[A-Za-z2-7]{5}){4}"
    weight = 50


def _know_codes(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["certificate"] = CertificateCode


bp = Blueprint("disposal", __name__)
bp.record_once(_know_codes)


def who(session: Session) -> Who:
    """Whoever asks, acting for their agency, now."""
    asking, place = reader(), here()
    home = by_code(session, asking.agency) if asking.agency else None
    actor = Actor(asking.person, asking.agency)
    return Who(actor, place.now, place.today, showed_factor(), home.country if home else "")


def found(session: Session, ref: str) -> DisposalOrder:
    """The order of this reference, if the reader may see it; 404 otherwise."""
    order = own_order(session, reader().sight, ref)
    return order if order is not None else abort(404)


@bp.get("/disposal")
@requires(Permission.READ_DISPOSAL)
def orders() -> ResponseReturnValue:
    """Orders of the reader's agency and those it has a part in, newest first; or those that wait for the reader."""
    turn = request.args.get("waits", "")
    with here().database.read() as session:
        only = waiting_for_me(session, turn)
        page = listing.orders(session, reader().sight, request.args.get("after"), only)
    note(DisposalOrder, [each.row for each in page.rows])
    return render_template("disposal/orders.html", page=page, turn=turn if only is not None else None)


def waiting_for_me(session: Session, turn: str | None) -> frozenset[int] | None:
    """Keys of the orders that wait for the reader in this way; None where no way is named."""
    if turn is None or turn not in TURNS:
        return None
    return pending(session, Person(reader().person, reader().sight, reader().may), here().today).of(turn)


@bp.get("/disposal/<ref>")
@requires(Permission.READ_DISPOSAL)
def show(ref: str) -> ResponseReturnValue:
    """One order: where it stands, its balance, plan, steps, deviations, signatures, and what was refused."""
    with here().database.read() as session:
        order = found(session, ref)
        dossier = load(session, order, here().today)
        known = listing.beside(session, reader().sight, dossier)
        known["panels"] = list(panels(session, "disposal-orders", reader().sight, order, here().today))
        steps = history(session, reader().sight, DisposalOrder.__tablename__, bytes(order.key))
    known["held"] = [told(each) for each in holds_told(dossier)]
    note(DisposalOrder, [order])
    deeds = [each for each in DEEDS if reader().may(each.permission) and each.open_to(dossier)]
    return render_template("disposal/order.html", ref=ref, dossier=dossier, deeds=deeds, steps=steps, **known)


def holds_told(dossier: Dossier) -> list[Problem]:
    """Holds on an order and its goods, whoever placed them: they bind whoever may see the order, who is told so."""
    with here().whole.read() as session:
        return holds_against(session, dossier)


def _asked(deed: Deed) -> Any:  # noqa: ANN401 - a view
    @requires(deed.permission)
    def asked(ref: str) -> ResponseReturnValue:
        with here().database.read() as session:
            dossier = load(session, found(session, ref), here().today)
            asks = [each.of(reader().person) for each in deed.asks(session, dossier)]
        return render_template("disposal/deed.html", ref=ref, dossier=dossier, deed=deed, asks=asks, wrong=[])

    return asked


def _done(deed: Deed) -> Any:  # noqa: ANN401 - a view
    @requires(deed.permission)
    def done(ref: str) -> ResponseReturnValue:
        form = request.form.to_dict()
        with here().database.read() as session:
            found(session, ref)
        made = here().whole.write(lambda session: _attempted(session, deed, ref, form))
        if isinstance(made, Problems):
            return _again(deed, ref, form, made)
        if deed.verb in WEIGHED:
            tell_of_differences(here().database, ref, here().now, here().today)
        flash(told(made) if isinstance(made, Problem) else t("disposal.done"), "success")
        return redirect(url_for("disposal.show", ref=ref), 303)

    return done


def _attempted(session: Session, deed: Deed, ref: str, form: dict[str, str]) -> Any:  # noqa: ANN401 - what the verb answers
    me = who(session)
    return attempt(session, me, found(session, ref), deed.verb, lambda dossier: deed.run(session, me, dossier, form))


def _again(deed: Deed, ref: str, form: dict[str, str], wrong: Problems) -> ResponseReturnValue:
    """The form as it was sent, with everything against it."""
    with here().database.read() as session:
        dossier = load(session, found(session, ref), here().today)
        own = [each.of(reader().person) for each in deed.asks(session, dossier)]
        asks = [replace(each, value=form.get(each.name, each.value)) for each in own]
    sentences = [told(each) for each in wrong]
    page = render_template("disposal/deed.html", ref=ref, dossier=dossier, deed=deed, asks=asks, wrong=sentences)
    return page, 422


def fresh_name() -> str:
    """A name for an entry that is sent by a form without scripts."""
    return str(uuid4())


def can_work(dossier: Dossier) -> bool:
    """Whether steps can be logged by this reader now."""
    return dossier.state == "in-progress" and reader().may(Permission.RECORD_DISPOSAL)


def next_step(dossier: Dossier) -> Step | None:
    """The step of the protocol that comes next, while there is work."""
    read = dossier.protocol
    left = open_steps(read, dossier.done, dossier.containers) if read and dossier.state == "in-progress" else ()
    return next((each for each in (read.steps if read else ()) if each.key in left[:1]), None)


def moment_kept(text: str) -> str:
    """A kept moment in the zone of the installation."""
    return moment(moment_of(text))


def stand_beside(lines: Sized) -> bool:
    """Whether the balances of so few lots stand beside each other."""
    return 0 < len(lines) <= BESIDE


def may_here(name: str) -> bool:
    """Whether the reader has the right of this name."""
    return reader().may(Permission[name])


def refusal_told(row: DisposalRefusal) -> list[str]:
    """Why something was refused, as the reader's language says it."""
    reasons = json.loads(row.told)["reasons"]
    return [told(Problem(each["code"], None, {k: v for k, v in each.items() if k != "code"})) for each in reasons]


def times_told(step: Step) -> list[str]:
    """How often a step is done and what its times ask, as sentences."""
    given = {
        "every": step.every_minutes, "least": step.min_minutes, "most": step.max_minutes, "gap": step.max_gap_minutes,
        "wait": step.wait_minutes if step.hold == "witness" else None,
    }  # fmt: skip
    times = [t(f"disposal.time-{name}", minutes=minutes) for name, minutes in given.items() if minutes is not None]
    often = [t("disposal.repeat-each")] if step.repeat == "each-container" else []
    return often + ([t("disposal.repeat-until", count=step.max_times)] if step.max_times else []) + times


def key_called(keys: str) -> str:
    """A key of a protocol as people call it."""
    return name_key(keys, language())


def rule_called(rule: str) -> str:
    """A rule that was not kept, as people call it."""
    return name_rule(rule, language())


bp.add_app_template_filter(key_called, "key_called")
bp.add_app_template_filter(rule_called, "rule_called")
bp.add_app_template_filter(refusal_told, "refusal_told")
bp.add_app_template_filter(times_told, "times_told")
bp.add_app_template_filter(moment_kept, "moment_kept")
bp.add_app_template_filter(sign, "unit_sign")
bp.add_app_template_test(stand_beside, "standing_beside")
bp.add_app_template_global(next_step, "next_step")
bp.add_app_template_global(may_here, "may_here")
bp.add_app_template_global(fresh_name, "fresh_name")
bp.add_app_template_global(can_work, "can_work")
for _deed in DEEDS:
    _name = _deed.verb.replace("-", "_")
    bp.add_url_rule(f"/disposal/<ref>/{_deed.verb}", f"ask_{_name}", _asked(_deed), methods=["GET"])
    bp.add_url_rule(f"/disposal/<ref>/{_deed.verb}", f"do_{_name}", _done(_deed), methods=["POST"])
