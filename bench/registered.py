"""Rules that a register decides: planted violations and their nearest lawful neighbours, through the whole product.

`python -m bench.registered` makes operators, licences, authorisations, notifications and shipments of two agencies for
two seeds, takes them in by the command line, runs the rules, and prints how many planted ones each rule found and how
many of its flags are about one; it writes the second table of docs/reference/rules.md. The second seed
has another substance, other quantities and days.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.diversion import PAGE, REGISTER, Tally
from bench.further import PARTS

SEEDS = (7, 4711)
EACH = 12
"""Planted ones of a rule."""
OWN, CUSTOMS = "XD-INS", "XD-CUS"
ALWAYS = {"Valid From": "2024-01-01", "Valid To": "2025-12-31"}


@dataclass(frozen=True)
class Goods:
    """Goods of a history: the substance, the limit of the law in kilograms and litres, its HS code and a wrong one."""

    substance: str
    limit: int
    litres: int
    hs: str
    wrong: str
    other: str


GOODS = {
    SEEDS[0]: Goods("Acetone", 50, 60, "2914.11", "2902.30", "Toluene"),
    SEEDS[1]: Goods("Toluene", 50, 58, "290230", "29141100", "Acetone"),
}
SHEETS = {
    "operators": (OWN, CUSTOMS), "operator-links": (OWN, CUSTOMS), "licences": (OWN, CUSTOMS), "authorisations": (OWN,),
    "annual-requirements": (OWN,), "notifications": (OWN,), "consignments": (OWN,), "stops": (OWN,),
    "mirror-figures": (OWN,), "shipments": (OWN,), "customs": (CUSTOMS,),
}  # fmt: skip
"""Sheets in the order they are taken in, and whose they are."""
TREATY = {SEEDS[0]: "Acetic anhydride", SEEDS[1]: "Potassium permanganate"}
"""A substance of schedule A, whose exports need a notification."""


@dataclass
class History:
    """Sheets by kind, and by rule the documents of each planted case, or what else its flag must name."""

    rng: Random
    goods: Goods
    treaty: str
    sheets: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    planted: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    made: int = 0

    def firm(self) -> str:
        """A registered operator nobody else has to do with."""
        self.made += 1
        name = f"Firm {self.made} {self.rng.choice(('Ltd', 'SA', 'GmbH'))}"
        self.sheets["operators"].append({"Registration No": f"XD-{self.made:05d}", "Name": name, "Country": "XD"})
        return name

    def licence(self, firm: str, substance: str | None = None, way: str = "import", **changes: Any) -> str:  # noqa: ANN401 - any cell
        """A licence line of a firm."""
        number = f"L-{self.made}"
        line = {"Licence No": number, "Holder": firm, "Substance": substance or self.goods.substance}
        self.sheets["licences"].append(line | {"Activities": way} | ALWAYS | changes)
        return number

    def shipment(self, firm: str, licence: str, day: date, quantity: float | str, **changes: Any) -> str:  # noqa: ANN401 - any cell
        """A declared line of goods; answers its document."""
        document = f"D-{len(self.sheets['shipments']) + 1}"
        self.sheets["shipments"].append(
            {
                "Document No": document, "Date": day.isoformat(), "Direction": "import", "Operator": firm,
                "Licence No": licence, "Substance": self.goods.substance, "Quantity": quantity, "Unit": "kg",
                "Origin": "DE", "Destination": "XD",
            } | changes
        )  # fmt: skip
        return document

    def day(self, month: int = 3) -> date:
        """Some day of a month of 2025."""
        return date(2025, month, self.rng.randint(1, 27))

    def plant(self, code: str, *documents: str) -> None:
        """Say that a rule must speak of one of these."""
        self.planted[code].append(set(documents))


def a_history(seed: int, each: int = EACH) -> History:
    """Everything of one seed, so many of a rule; each plant stands beside its nearest lawful neighbours."""
    history = History(Random(seed), GOODS[seed], TREATY[seed])
    for n in range(each):
        for part in (_quantities, _ceilings, _coverage, _parties, _thresholds, _codes, _authorised, _twice, *PARTS):
            part(history, n)
        _notified(history, n)
    return history


def _quantities(own: History, _n: int) -> None:
    firm = own.firm()
    licence = own.licence(firm)
    cells: dict[str, Any] = {"Unit": "drums", "Package Size": None}
    own.plant("unresolved-quantity", own.shipment(firm, licence, own.day(), own.rng.randint(2, 9), **cells))
    own.shipment(firm, licence, own.day(7), 2, **cells | {"Package Size": f"{own.rng.randint(5, 10)} L"})


def _ceilings(own: History, _n: int) -> None:
    much = own.rng.randint(26, 45)
    firm = own.firm()
    licence = own.licence(firm, **{"Maximum per Year": 2 * much - own.rng.randint(1, 9), "Unit": "kg"})
    first = own.shipment(firm, licence, own.day(2), much)
    own.plant("over-licence", first, own.shipment(firm, licence, own.day(6), much))
    firm = own.firm()
    licence = own.licence(firm, **{"Maximum per Year": much + 20, "Unit": "kg"})
    own.shipment(firm, licence, own.day(2), much)
    own.shipment(firm, licence, own.day(6), 20)  # to the kilogram
    own.shipment(firm, licence, own.day(2).replace(year=2024), much)  # of the year before


def _coverage(own: History, n: int) -> None:
    firm = own.firm()
    licence = own.licence(firm, own.goods.other) if n % 2 else own.licence(firm, way="export")
    own.plant("not-covered-by-licence", own.shipment(firm, licence, own.day(), 10))
    firm = own.firm()
    own.shipment(firm, own.licence(firm, way="export, import"), own.day(), 10)


def _parties(own: History, n: int) -> None:
    firm, end = own.firm(), own.day(5)
    licence = own.licence(firm, **{"Valid To": end.isoformat()})
    own.shipment(firm, licence, end, 10)  # on its last day
    late = end + timedelta(days=own.rng.choice((1, 30)))
    cells = (
        lambda: own.shipment(firm, licence, late, 10),
        lambda: own.shipment(firm, f"NO-{own.made}", own.day(), 10),
        lambda: own.shipment("Nobody at all", own.licence(own.firm()), own.day(), 10),
    )
    own.plant("party-not-licensed", cells[n % 3]())


def _thresholds(own: History, n: int) -> None:
    firm = own.firm()
    licence, goods = own.licence(firm), own.goods
    over = {"Quantity": goods.limit + own.rng.choice((0.1, 7, 90)), "Unit": "kg"}
    if n % 3 == 0:
        over = {"Quantity": goods.litres + 1, "Unit": "L"}  # not yet the kilograms
    own.plant("undeclared-above-threshold", own.shipment(firm, licence, own.day(), 0, **over))
    own.shipment(firm, licence, own.day(6), goods.limit)  # the limit itself is free
    firm = own.firm()
    number = _authorisation(own, firm, 500)
    own.shipment(firm, own.licence(firm), own.day(6), goods.limit + 40, **{"Authorisation No": number})


def _codes(own: History, _n: int) -> None:
    firm = own.firm()
    licence, hs = own.licence(firm), own.goods.hs
    own.plant("hs-mismatch", own.shipment(firm, licence, own.day(), 10, **{"HS Code": own.goods.wrong}))
    plain = hs.replace(".", "")
    own.shipment(firm, licence, own.day(7), 10, **{"HS Code": own.rng.choice((hs, plain, f"{plain}00"))})


def _authorisation(own: History, firm: str, much: int, until: str = "2025-12-31") -> str:
    number = f"A-{own.made}"
    own.sheets["authorisations"].append(
        {
            "Authorisation No": number, "Kind": "import", "Importer": firm, "Importing Country": "XD",
            "Exporter": "Rhein Chemie", "Exporting Country": "DE", "Substance": own.goods.substance,
            "Quantity": much, "Unit": "kg", "Valid From": "2025-01-01", "Valid To": until, "State": "granted",
        }
    )  # fmt: skip
    return number


def _authorised(own: History, n: int) -> None:
    much, firm = own.rng.randint(51, 90), own.firm()
    licence = own.licence(firm)
    number = _authorisation(own, firm, much + 30, "2025-04-30" if n % 3 == 2 else "2025-12-31")
    first = own.shipment(firm, licence, own.day(2), much, **{"Authorisation No": number})
    if n % 3 == 2:  # every third has expired instead
        own.plant("over-authorisation", own.shipment(firm, licence, own.day(6), 20, **{"Authorisation No": number}))
    else:
        second = own.shipment(firm, licence, own.day(6), 40, **{"Authorisation No": number})
        own.plant("over-authorisation", first, second)
    firm = own.firm()
    licence, number = own.licence(firm), _authorisation(own, firm, much + 30)
    own.shipment(firm, licence, own.day(2), much, **{"Authorisation No": number})
    own.shipment(firm, licence, own.day(6), 30, **{"Authorisation No": number})  # to the kilogram


def _twice(own: History, _n: int) -> None:
    """What customs declare too; beside it what is a little more, or some days apart."""
    for apart, off in ((own.rng.choice((0, 1)), 1.0), (own.rng.choice((0, 1)), 1.03), (5, 1.0)):
        firm, day, much = own.firm(), own.day(), own.rng.randint(20, 45)
        cells = {"Counterparty": f"Rhein Chemie {own.made}"}
        document = own.shipment(firm, own.licence(firm), day, much, **cells)
        row = own.sheets["shipments"][-1]
        theirs = (day + timedelta(days=apart)).isoformat()
        own.sheets["customs"].append(
            row | {"Document No": f"C{document}", "Date": theirs, "Quantity": much * off, "Licence No": f"L-{own.made}"}
        )
        if apart <= 1 and off == 1.0:
            own.plant("duplicate-record", document, f"C{document}")


def _notification(own: History, firm: str, day: date, **changes: Any) -> str:  # noqa: ANN401 - any cell
    number = f"P-{own.made}"
    said: dict[str, Any] = {
        "PEN No": number, "Sent or Received": "sent", "Exporter": firm, "Exporting Country": "XD",
        "Importer": "Bogota Quimica", "Importing Country": "CO", "Ultimate Consignee": "Bogota Quimica",
        "Substance": own.treaty, "Quantity": 20, "Unit": "kg", "Dispatch Date": day.isoformat(),
        "Notified On": (day - timedelta(days=60)).isoformat(), "Reply By": (day - timedelta(days=20)).isoformat(),
        "Reply": "no-objection", "Replied On": (day - timedelta(days=30)).isoformat(),
    }  # fmt: skip
    own.sheets["notifications"].append(said | changes)
    return number


def _notified(own: History, n: int) -> None:
    def export(number: str | None, day: date, much: float = 20, **changes: Any) -> str:  # noqa: ANN401 - any cell
        ways = {"Direction": "export", "Origin": "XD", "Destination": "CO", "Ultimate Consignee": "Bogota Quimica"}
        cells = ways | {"Substance": own.treaty, "PEN No": number} | changes
        return own.shipment(firm, own.licence(firm, own.treaty, "export"), day, much, **cells)

    firm, day = own.firm(), own.day(8)
    own.plant("missing-notification", export(None, day))
    firm = own.firm()
    export(_notification(own, firm, day), day, own.rng.choice((20, 12)))  # as notified, or less
    firm = own.firm()
    soon = {"Notified On": (day - timedelta(days=own.rng.randint(3, 16))).isoformat()}
    answered = {"Replied On": (day - timedelta(days=2)).isoformat(), "Reply By": (day - timedelta(days=1)).isoformat()}
    own.plant("late-notification", export(_notification(own, firm, day, **soon | answered), day))
    firm = own.firm()
    silent = {"Reply": None, "Replied On": None, "Reply By": (day + timedelta(days=6)).isoformat()}
    refused = {"Reply": "objection", "Reason of Objection": "other"}
    own.plant(
        "shipped-without-reply", export(_notification(own, firm, day, **(refused if n % 3 == 0 else silent)), day)
    )
    firm = own.firm()
    changed: dict[str, Any] = {"Destination": "EC"} if n % 3 == 1 else {"Ultimate Consignee": "Cali Lab"}
    number = _notification(own, firm, day)
    own.plant("changed-after-notification", export(number, day, 26) if n % 3 == 0 else export(number, day, **changed))


def told(history: History, home: Path) -> list[dict[str, Any]]:
    """Every flag after the history was taken in and the rules have run."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PRECURSORS_")}

    def run(*words: object, json_answer: bool = True) -> dict[str, Any]:
        call = [sys.executable, "-m", "precursors.cli.main", *map(str, words), *(["--json"] if json_answer else [])]
        done = subprocess.run(call, env=environ | {"PRECURSORS_HOME": str(home)}, capture_output=True, check=False)
        if done.returncode > 1:
            raise RuntimeError(done.stderr.decode() + done.stdout.decode())
        answer: dict[str, Any] = json.loads(done.stdout) if json_answer else {}
        return answer

    run("init", json_answer=False)
    for code, kind in ((OWN, "inspection"), (CUSTOMS, "customs")):
        run("agencies", "add", code, "--name", code, "--kind", kind, "--country", "XD", "--convention", "en-GB",
            json_answer=False)  # fmt: skip
    for sheet, agencies in SHEETS.items():
        for agency in agencies if history.sheets[sheet] else ():
            file = written(home / f"{sheet}.csv", history.sheets[sheet])
            kind = "shipments" if sheet == "customs" else sheet
            keep = ("--unresolved", "keep") if kind == "shipments" else ()
            taken = run("import", kind, file, "--agency", agency, *keep)
            if taken["state"] != "committed":
                raise RuntimeError(f"{sheet}: {taken['state']}: {taken['problems'][:5]}")
    run("flags", "run")
    return list(run("flags", "list")["flags"])


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A sheet of rows as a file."""
    heads = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return path


def tallies(history: History, flags: list[dict[str, Any]]) -> dict[str, Tally]:
    """Rule to how it did: planted cases of its own that it spoke of, flags about one of them and about others."""
    made = {code: Tally(planted=len(cases)) for code, cases in sorted(history.planted.items())}
    spoken: dict[str, set[str]] = defaultdict(set)
    for flag in flags:
        documents = {each["document"] for each in flag["subjects"]} | named(flag["because"])
        if flag["rule"] in made:
            own = set().union(*history.planted[flag["rule"]])
            made[flag["rule"]].right += bool(documents & own)
            made[flag["rule"]].wrong += not documents & own
            spoken[flag["rule"]] |= documents
    for code, cases in history.planted.items():
        made[code].found = sum(bool(case & spoken[code]) for case in cases)
    return made


def named(because: str) -> set[str]:
    """Every run of words in a sentence that may be a name or a number: up to three of them."""
    words = [each.strip(".,:;()") for each in because.split()]
    return {" ".join(words[at : at + long]) for long in (1, 2, 3) for at in range(len(words))}


def measured() -> Iterator[dict[str, Tally]]:
    """How the rules did on each seed."""
    for seed in SEEDS:
        history = a_history(seed)
        with tempfile.TemporaryDirectory() as home:
            yield tallies(history, told(history, Path(home)))


def table(made: list[dict[str, Tally]]) -> str:
    """The rows of the page of figures."""
    lines = [
        "| rule | planted | recall | precision | recall, unseen | precision, unseen |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for code in made[0]:
        cells = " | ".join(f"{each[code].recall:.2f} | {each[code].precision:.2f}" for each in made)
        lines.append(f"| `{code}` | {made[0][code].planted} | {cells} |")
    return "\n".join(lines)


UNPLANTED = "## Rules that are not planted"
"""Where the part of the page begins that nobody measures."""

INTRODUCTION = """
Measured by `python -m bench.registered` through the command line, on operators and their links, licences,
authorisations, notifications, annual requirements, consignments, stops, partners' figures and shipments of two
agencies: each violation stands beside its nearest lawful neighbour (to the kilogram, on the last day, the limit itself,
another spelling of the same code, a little more or some days later; a ship over the new year, operators of one group, a
yard where everybody stands long, an estimate too old to decide). The second history has another substance, other
quantities and days; no rule was changed to fit either. Here a flag is right only where it is about a violation of its
own rule.
"""

if __name__ == "__main__":
    made = table(list(measured()))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(REGISTER)
    _, heading, after = rest.partition(UNPLANTED)
    PAGE.write_text(f"{before.rstrip()}\n\n{REGISTER}\n{INTRODUCTION}\n{made}\n\n{heading}{after}", encoding="utf-8")
    print(made)
