"""`packages key|registries|trust|export|import`: exchange records with another country's registry."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from precursors.app.registry import guards  # noqa: F401 - a package may hold records of every room
from precursors.cli.days import DAY
from precursors.cli.place import JSON, Place, actor, answer, place
from precursors.exchange.packages.doing import made, own_identity, own_key
from precursors.exchange.packages.filling import KINDS
from precursors.exchange.packages.registries import listed, trust_alone
from precursors.exchange.packages.taking import Arrival, take_in
from precursors.lives.naming import name_state
from precursors.problems import Problem, Problems
from precursors.registers.terms import terms_of

AGENCY = click.option("--agency", required=True, metavar="CODE", help="The agency that sends it or takes it in.")


@click.group("packages")
def group() -> None:
    """Exchange records with another country's registry."""


@group.command("key")
@JSON
def key_command(as_json: bool) -> None:
    """Print this registry's public key and its fingerprint, to be given to another registry.

    Example: precursors packages key
    """
    with place() as here:
        told = own_identity(here.settings)
    answer(dict(told), [told["public_key"], told["fingerprint"]], as_json=as_json)


@group.command("registries")
@JSON
def registries_command(as_json: bool) -> None:
    """List the registries that are known here: what `trust` and `export` call them by, and where each stands.

    Example: precursors packages registries
    """
    with place() as here, here.database.read() as session:
        found, tongue = listed(session), here.settings.language
    told = [
        f"{each.ref}  {name_state(each.state, tongue)}  {each.name} ({each.country})  {each.fingerprint}"
        for each in found
    ]
    none = ["no registry yet: precursors import registries FILE --agency CODE"]
    answer({"registries": [each._asdict() for each in found]}, told or none, as_json=as_json)


@group.command("trust")
@click.argument("ref")
@click.option("--reason", required=True, metavar="TEXT", help="How you know that the key is theirs.")
@JSON
def trust_command(ref: str, reason: str, as_json: bool) -> None:
    """Accept a registry's key on this machine, without a second person; the act says so.

    Example: precursors packages trust RGY-2026-000001-X --reason "fingerprint read by telephone"
    """
    with place() as here:
        done = here.database.write(lambda session: trust_alone(session, actor(None), ref, reason, here.today))
        if isinstance(done, Problems):
            _refused(here, done, as_json=as_json)
    answer({"ref": ref, "act": done}, [f"{ref} is trusted: act {done}"], as_json=as_json)


@group.command("export")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@AGENCY
@click.option("--to", "receiver", required=True, metavar="FINGERPRINT", help="Fingerprint of the registry it is for.")
@click.option("--kinds", metavar="NAMES", help=f"Which records, of {', '.join(KINDS)}; all without it.")
@click.option("--from", "first", type=DAY, metavar="DATE", help="First day of the records.")
@click.option("--until", "last", type=DAY, metavar="DATE", help="Last day of the records.")
@click.option("--non-nominal", is_flag=True, help="Withhold names; such records carry no proofs.")
@JSON
def export_command(
    out: Path,
    agency: str,
    receiver: str,
    kinds: str | None,
    first: datetime | None,
    last: datetime | None,
    non_nominal: bool,
    as_json: bool,
) -> None:
    """Write a signed package for another registry, with a proof of each record.

    Example: precursors packages export to-b.zip --agency XD-DIQ --to 5f0c… --kinds notifications
    """
    told = {"receiver": receiver, "kinds": kinds or "", "visibility": "non-nominal" if non_nominal else ""}
    told |= {name: day.date().isoformat() for name, day in (("first", first), ("last", last)) if day}
    with place() as here:
        done = made(here.settings, here.database, actor(None, here.agency(agency).code), told, here.today, out)
        if isinstance(done, Problem):
            _refused(here, Problems([done]), as_json=as_json)
    document = {"ref": done.ref, "act": done.act, "records": done.records, "sha256": done.sha256.hex(), "out": str(out)}
    answer(document, [f"{done.ref}: {done.records} records: {out}"], as_json=as_json)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AGENCY
@JSON
def import_command(file: Path, agency: str, as_json: bool) -> None:
    """Take a package of a trusted registry in: all of it or nothing.

    Example: precursors packages import from-a.zip --agency XD-DIQ
    """
    with place() as here:
        own = here.agency(agency)
        with here.database.read() as session:
            terms = terms_of(session, own, here.today, here.settings.home / "scratch")
        arrival = Arrival(actor(None, own.code), file, file.name, own_key(here.settings))
        done = take_in(here.database, here.store, terms, arrival)
        if isinstance(done, Problems):
            _refused(here, done, as_json=as_json)
    document = {"ref": done.ref, "act": done.act, "records": done.records, "already_known": done.known}
    counted = ", ".join(f"{kind} {count}" for kind, count in done.records.items())
    answer(document, [f"{done.ref}: {'known already' if done.known else counted}"], as_json=as_json)


def _refused(here: Place, wrong: Problems, *, as_json: bool) -> NoReturn:
    """Say what stands against it and end with 1: nothing was written."""
    told = [{"code": each.code, "message": here.told(each)} for each in wrong]
    answer({"problems": told}, [each["message"] for each in told], as_json=as_json, code=1)
