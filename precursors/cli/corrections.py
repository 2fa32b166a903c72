"""`resolve` and `reverse`."""

from __future__ import annotations

from dataclasses import replace

import click
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.cli.place import JSON, NUMBER, Place, answer, on_behalf, place
from precursors.exchange.report import totals
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome
from precursors.problems import Problem
from precursors.quantities.conventions import convention
from precursors.registers.terms import terms_of
from precursors.trade.corrections import Reversed, reverse_act, standing_shipment
from precursors.trade.resolving import resolve as resolve_record


@click.command("resolve")
@click.argument("refs", nargs=-1, required=True, metavar="REF...")
@click.option("--unit", help="The unit that was meant, such as US gal.")
@click.option("--concentration", help="The strength, such as 37 %.")
@click.option("--basis", help="Its basis: w/w, w/v or v/v.")
@click.option("--salt", help="The salt form.")
@click.option("--substance", help="The substance that was meant.")
@click.option("--package-size", "package_size", help="What one package holds, such as 200 L.")
@click.option("--quantity", help="The number that was meant, with a point as decimal mark.")
@click.option("--reason", metavar="TEXT", help="How it is known.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def resolve(refs: tuple[str, ...], reason: str | None, user: str | None, as_json: bool, **chosen: str | None) -> None:
    """Choose unit, strength or substance of unresolved records; each is judged again with the choice.

    Example: precursors resolve SHP-2026-000017-K --unit "US gal" --reason "confirmed by the broker"
    """
    choices = {key: text for key, text in chosen.items() if text}
    if not choices:
        raise click.ClickException("say what was meant: --unit, --concentration, --basis, --salt, --substance …")
    with place() as here:
        by = on_behalf(here, user)
        told = [_resolved(here, ref, choices, reason, by) for ref in refs]
    failed = any(each["problems"] for each in told)
    lines = [f"{each['ref']}: {each['message']}" for each in told]
    answer({"records": told}, lines, as_json=as_json, code=1 if failed else 0)


def _resolved(here: Place, ref: str, choices: dict[str, str], reason: str | None, by: Actor) -> dict[str, object]:
    def unit(session: Session) -> Outcome | list[Trouble] | Problem:
        shipment = standing_shipment(session, ref)
        if isinstance(shipment, Problem):
            return shipment
        agency = by_code(session, shipment.agency)
        assert agency is not None  # a shipment's agency is never removed
        source = convention(shipment.convention)
        terms = terms_of(session, agency, here.today, here.settings.home / "scratch", source)
        return resolve_record(session, replace(by, agency=agency.code), terms, ref, choices, reason)

    made = here.database.write(unit)
    if isinstance(made, Problem):
        return {"ref": ref, "problems": [made.code], "message": here.told(made), "totals": []}
    if isinstance(made, list):
        said = " ".join(here.told(trouble.problem) for trouble in made)
        return {"ref": ref, "problems": [t.problem.code for t in made], "message": said, "totals": []}
    sums = totals(made)
    return {"ref": ref, "problems": [], "message": f"{sums[0]['kg']} kg of {sums[0]['substance']}", "totals": sums}


@click.command("reverse")
@click.argument("act", type=NUMBER)
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--as", "user", metavar="USER", help="The person on whose behalf.")
@JSON
def reverse(act: int, reason: str, user: str | None, as_json: bool) -> None:
    """Undo an act by a new one: every record of it that stands is reversed, once.

    Example: precursors reverse 12 --reason "wrong file"
    """
    with place() as here:
        made = here.database.write(lambda session: reverse_act(session, on_behalf(here, user), act, reason))
        if isinstance(made, Reversed):
            document = {"act": made.act, "reversed": act, "records": made.records}
            answer(document, [f"act {made.act} reverses {made.records} records of act {act}"], as_json=as_json)
        else:
            answer(
                {"act": None, "code": made.code, "message": here.told(made)}, [here.told(made)], as_json=as_json, code=1
            )
