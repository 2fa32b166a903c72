"""`demo`: one command from nothing to proved kilograms."""

from __future__ import annotations

from typing import Any

import click

from precursors.app.demo import UPLOADS, build, people
from precursors.app.founding import initialise, name_key
from precursors.app.kinds import desk
from precursors.audit.verify import Verdict
from precursors.audit.verify import verify as verify_all
from precursors.cli.place import JSON, answer, place, settings
from precursors.cli.users import link
from precursors.exchange.imports import Answer
from precursors.exchange.report import report


@click.command("demo")
@JSON
def demo(as_json: bool) -> None:
    """Create the registry, load the demo country, take its files in and verify everything.

    Example: precursors demo
    """
    found = settings()
    initialise(found)
    name_key(found)
    with place() as here:
        answers, flags = build(desk(here.settings, here.database, here.store), here.today, here.settings.timezone)
        codes = people(here.database, here.now, here.today)
        with here.database.read() as session:
            verdict = verify_all(session, extra_checks=[here.store.whole])
        language = here.settings.language
        told = [{"file": u.file} | report(a, language) for u, a in zip(UPLOADS, answers, strict=True)]
        document = {"files": told, "flags": flags, "verified": verdict.broken is None, "acts": verdict.acts}
        links = {name: link(here, code) for name, code in codes.items()}
        lines = [*_files(answers), "", *_kilograms(told), "", *_reasons(told), "", _proof(verdict)]
        lines += ["", *_people(links), "Open it in a browser: make serve   (or: precursors serve)"]
        answer(document | {"links": links}, lines, as_json=as_json, code=0 if verdict.broken is None else 1)


def _files(answers: list[Answer]) -> list[str]:
    head = f"{'file':28} {'state':13} {'rows':>5} {'good':>5} {'bad':>5} {'known':>5} {'unresolved':>10} {'flags':>5}"
    rows = []
    for upload, made in zip(UPLOADS, answers, strict=True):
        outcome = made.outcome
        unresolved = sum(total.unresolved for total in outcome.totals)
        numbers = f"{outcome.rows:>5} {outcome.accepted:>5} {len(outcome.bad_rows):>5} {outcome.known:>5}"
        rows.append(f"{upload.file:28} {made.state:13} {numbers} {unresolved:>10} {outcome.flags:>5}")
    return [head, *rows]


def _people(links: dict[str, str]) -> list[str]:
    if not links:
        return []
    return [
        "Once it runs, set a password and sign in as:",
        *(f"  {name:20} {each}" for name, each in links.items()),
        "",
    ]


def _kilograms(told: list[dict[str, Any]]) -> list[str]:
    lines = [f"{'file':28} {'substance':26} {'rows':>4} {'kg of the substance':>22}"]
    for each in told:
        lines += [f"{each['file']:28} {t['substance']:26} {t['rows']:>4} {t['kg'] or '-':>22}" for t in each["totals"]]
    return lines


def _reasons(told: list[dict[str, Any]]) -> list[str]:
    lines = []
    for each in told:
        if each["message"]:
            lines.append(f"{each['file']}: {each['message']}")
        lines += [f"{each['file']}: {p['sheet']} row {p['row']}: {p['message']}" for p in each["problems"]]
    return lines


def _proof(verdict: Verdict) -> str:
    if verdict.broken is not None:
        return f"VERIFY FAILED: {verdict.broken.code} {dict(verdict.broken.values)}"
    return f"verified: {verdict.acts} acts, {verdict.rows} rows; chain, leaves, balances, sums and documents hold"
