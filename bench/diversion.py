"""A made-up trade with planted diversions and with what only looks odd: how well the rules tell them apart.

`python -m bench.diversion` prints recall and precision of each rule for the two seeds the parameters were looked at
with and for three nobody looked at, whose traders, quantities and decoys are of other kinds; it writes
docs/reference/rules.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.histories import (
    FRESH,
    LAST,
    LATEST,
    LICENCE,
    LICENSED,
    LIMIT,
    PLANTS,
    SECOND,
    SUBSTANCES,
    TABLE_ONE,
    TUNED,
    UNSEEN,
    History,
    a_history,
)
from precursors.anomalies.knowing import known_of
from precursors.anomalies.rule import RULES, Dossier, Finding, Known, Series
from precursors.anomalies.service import rules
from precursors.anomalies.usual import counted, seen
from precursors.trade.rules import Limit

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "rules.md"
REGISTER = "## Rules that a register decides"
"""Where the part of the page begins that `bench.registered` writes."""


def known(history: History) -> Known:
    """What everybody's orders show, under one threshold for all."""
    uses = {("XD-INS", LICENCE, substance): LICENSED for substance in SUBSTANCES}
    limit = Limit(LIMIT, None, decides=True, cited="a threshold of 500 kg")
    vehicles = {("XD-INS", "fast freight"): frozenset({"trk900"})}
    owners = {("XD-INS", "fast freight"): "fast freight"}
    counts = counted(map(seen, history.orders))
    return known_of(counts, LAST, lambda *_: (limit,), TABLE_ONE, {}, uses, owners, vehicles)


def findings(history: History) -> Iterator[tuple[str, Finding]]:
    """Everything the rules find."""
    about = known(history)
    place = lambda each: (history.owner[each.key], each.day, each.key)  # noqa: E731 - a sort key used twice
    ordered = sorted(history.orders, key=place)
    for party, orders in groupby(ordered, key=lambda each: history.owner[each.key]):
        series = Series("XD-INS", party, list(orders))
        for each in RULES.values():
            if each.order:
                found = (each.order(order, about) for order in series.orders)
                yield from ((each.code, finding) for finding in found if finding)
            if each.series:
                yield from ((each.code, finding) for finding in each.series(series, about))
    for each in RULES.values():
        if each.stream:
            stream = sorted(filter(each.looks_at, history.orders), key=lambda own: (own.substance, own.day, own.key))
            yield from ((each.code, finding) for finding in each.stream(Dossier(stream, about)))


@dataclass
class Tally:
    """How one rule, or all together, did: planted diversions found, findings about planted ones and about others."""

    planted: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """Share of the planted ones that were found."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that are about planted ones."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def tallies(seed: int) -> dict[str, Tally]:
    """Rule code to how it did on a history; `all` for their union, by operators as an officer looks at them."""
    rules()
    history = a_history(seed)
    result = {code: Tally() for code in (*PLANTS, "all")}
    suspects = {code: {history.owner[key] for key in keys} for code, keys in history.planted.items()}
    every = set().union(*suspects.values())
    seen: dict[str, set[str]] = defaultdict(set)
    for code, finding in findings(history):
        party = history.owner[finding.subjects[-1]]
        own = result.setdefault(code, Tally())
        # A finding of another rule about a planted diversion is no false alarm: the operator is worth a look.
        own.right += party in every
        own.wrong += party not in every
        seen[code].add(party)
    for code, parties in suspects.items():
        result[code].planted, result[code].found = len(parties), len(parties & seen[code])
    flagged = set().union(*seen.values())
    result["all"] = Tally(len(every), len(every & flagged), len(flagged & every), len(flagged - every))
    return result


def best(seed: int, first: int = 50) -> float:
    """Share of right ones among the first findings, best scores first, one an operator."""
    rules()
    history = a_history(seed)
    every = {history.owner[key] for keys in history.planted.values() for key in keys}
    ordered = sorted(findings(history), key=lambda each: (-each[1].score, each[1].subjects))
    parties = list(dict.fromkeys(history.owner[finding.subjects[-1]] for _, finding in ordered))[:first]
    return sum(party in every for party in parties) / len(parties)


BANDS = ((800, 1000), (700, 799), (500, 699), (0, 499))
"""Scores, per mille, the best first."""


def banded(seed: int) -> list[Tally]:
    """How the findings of each band of scores did."""
    rules()
    history, made = a_history(seed), [Tally() for _ in BANDS]
    every = {history.owner[key] for keys in history.planted.values() for key in keys}
    for _, finding in findings(history):
        band = next(n for n, (least, most) in enumerate(BANDS) if least <= finding.score <= most)
        right = history.owner[finding.subjects[-1]] in every
        made[band].right += right
        made[band].wrong += not right
    return made


INTRODUCTION = """# How well the rules tell

Measured by `python -m bench.diversion` on made-up histories of four years with planted diversions and with decoys:
seasons, large but declared trade, new suppliers, heavy packaging, quiet years, ordinary growth. Rules, parameters and
scores were looked at with the first history and with the second, which has habits that look like diversions (small
orders all the year, orders in halves, a campaign every spring, new plants that stay) and diversions of other sizes. The
third was chosen by for nothing, and only its totals were seen: other traders, quantities and decoys; the fourth is of
its kind. The fifth was drawn once the rules stood as they do now: the traders of the third, the habits of the second,
and beside all other plants some that barely fit the definitions of the field: an order little above twice the highest
of a year (R13), a silence of little more than a year, a new partner for an ordinary quantity of a substance of Table I
(R12).

Precision counts findings about operators with any planted diversion as right. What `structuring` tells wrongly in the
second and fifth are six buyers of small quantities every ten days, undeclared, from their first month on: R07 by its
letter, and a habit; each is told once, with a score of 0.10 or 0.25. Before, a pair without a past was taken to have a
pace of nothing, and each was told twice (precision 0.48). Made-up data flatter every rule: figures from dispositions of
real flags replace these as soon as there are some. Parameters: `seed/law/parameters.csv`.
"""
SEEDS = {TUNED: "", SECOND: ", second", UNSEEN: ", third", FRESH: ", fourth", LATEST: ", fifth"}
"""Seeds, and what the page calls them."""


def page() -> str:
    """The page of figures."""
    made = [tallies(seed) for seed in SEEDS]
    names = ("recall", "precision", "findings")
    heads = [f"{name}{which}" for which in SEEDS.values() for name in names]
    lines = [
        INTRODUCTION,
        f"| rule | {' | '.join(heads)} |",
        "|---|" + "---:|" * len(heads),
    ]
    for code in (*sorted(set(made[0]) - {"all"}), "all"):
        own = (each.get(code, Tally()) for each in made)
        cells = (f"{each.recall:.2f} | {each.precision:.2f} | {each.right + each.wrong}" for each in own)
        lines.append(f"| {'all, by operator' if code == 'all' else f'`{code}`'} | {' | '.join(cells)} |")
    shares = [f"{best(seed):.0%}" for seed in SEEDS]
    lines += [
        "",
        f"Of the first 50 operators, best scores first, {', '.join(shares[:-1])} and {shares[-1]} are planted ones.",
        "",
        "A score is meant to be the share of such findings that are worth a look, with something taken off since the",
        "histories are made up. How many of a band of scores were right:",
        "",
        f"| score | {' | '.join(f'right{which}' for which in SEEDS.values())} |",
        "|---|" + "---:|" * len(SEEDS),
    ]
    banded_ones = [banded(seed) for seed in SEEDS]
    for n, (least, most) in enumerate(BANDS):
        own = [each[n] for each in banded_ones]
        cells = " | ".join(f"{each.precision:.2f} of {each.right + each.wrong}" for each in own)
        lines.append(f"| {least / 1000:.2f} – {most / 1000:.2f} | {cells} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    made = page()
    _, heading, rest = PAGE.read_text(encoding="utf-8").partition(REGISTER)
    PAGE.write_text(f"{made}\n{heading}{rest}" if heading else made, encoding="utf-8")
    print(made)
