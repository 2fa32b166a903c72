"""A model: how rows are read, what the past was, the trees, what it was trained on, how well it did.

It is one JSON document with its own hash. Loading one runs nothing that it brings along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from precursors.problems import Problem, problem
from precursors.ranking.fitting import AVAILABLE, fitted
from precursors.ranking.history import FAR, MET, OFF, SHARE, History, features, walked
from precursors.ranking.layout import Case, Layout, by_day
from precursors.ranking.measuring import Measures, measured, origins
from precursors.ranking.trees import Forest, as_data, from_data

FORM = 1
LEAST = 20
"""Rows of each answer without which nothing is learnt."""
HELD_BACK = 5
"""The last fifth of the days is what the first four are measured on."""
REASONS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved a row up: the word, what was known of it, by how much (logarithm of odds)."""

    word: str
    sort: str
    """history, unit or number."""
    weight: float
    told: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One row with its score and what moved it up most."""

    case: Case
    score: float
    because: Sequence[Reason]


@dataclass(slots=True)
class Model:
    """What was learnt. `past` goes on when it ranks: later rows are seen by the days before them."""

    layout: Layout
    past: History
    forest: Forest
    trained: dict[str, Any]
    """Source, its hash, rows, finds, first and last day, measures on the days held back, origins there."""

    def ranked(self, cases: Iterable[Case]) -> list[Ranked]:
        """The rows in the order in which they are worth a look. What was found in them is not looked at."""
        hidden = [_hidden(case) for case in cases]
        scored = [
            Ranked(case, self.forest.score(row), self._because(case, row))
            for case, row in walked(hidden, self.layout, self.past)
        ]
        return sorted(scored, key=lambda each: -each.score)

    def _because(self, case: Case, row: Sequence[float]) -> list[Reason]:
        moved: dict[tuple[str, str], float] = {}
        for (sort, word), weight in zip(features(self.layout), self.forest.weights(row), strict=True):
            place = ("history" if sort in {SHARE, MET} else "unit" if sort in {OFF, FAR} else "number", word)
            moved[place] = moved.get(place, 0.0) + weight
        most = sorted(moved.items(), key=lambda each: -each[1])[:REASONS]
        up = [(sort, word, weight) for (sort, word), weight in most if weight > 0]
        return [Reason(word, sort, weight, self._told(sort, word, case, row)) for sort, word, weight in up]

    def _told(self, sort: str, word: str, case: Case, row: Sequence[float]) -> dict[str, str]:
        if sort == "history":
            met, found = self.past.met.get(word, {}).get(case.words[word], (0, 0))
            return {"said": case.words[word], "met": str(met), "found": str(found)}
        if sort == "unit":
            off = row[features(self.layout).index((OFF, word))]
            return {"off": f"{off:+.2f}", "times": f"{2.718281828 ** min(off, 50):.2f}" if off == off else "?"}
        number = case.unit if word == "unit-value" else case.numbers[word]
        return {"number": "?" if number is None else f"{number:.6g}"}

    def document(self) -> dict[str, Any]:
        """The whole as JSON takes it, with its hash."""
        content = {
            "form": FORM,
            "layout": asdict(self.layout),
            "past": asdict(self.past),
            "forest": as_data(self.forest),
            "trained": self.trained,
        }
        return {"content": content, "sha256": hashed(content)}


def hashed(content: dict[str, Any]) -> str:
    """SHA-256 over the content as JSON with sorted names and no idle signs, in hexadecimal."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def loaded(text: str) -> Model | Problem:
    """The model of a document, if its hash says that it is whole."""
    try:
        document = json.loads(text)
        content = document["content"]
        if hashed(content) != document["sha256"]:
            return problem("ranking.model-changed")
        if content["form"] != FORM:
            return problem("ranking.model-form", None, form=content["form"])
        made = Layout(**content["layout"])
        return Model(made, History(**content["past"]), from_data(content["forest"]), content["trained"])
    except (ValueError, KeyError, TypeError) as wrong:
        return problem("ranking.not-a-model", None, detail=str(wrong)[:80])


def train(cases: Iterable[Case], layout: Layout, source: str, digest: str) -> Model | Problem:
    """Learn from rows somebody looked at; measured first on the last days, which the measured trees never saw."""
    if not AVAILABLE:
        return problem("ranking.not-installed")
    known = sorted((case for case in cases if case.found is not None), key=lambda case: case.day)
    yes = sum(bool(case.found) for case in known)
    if min(yes, len(known) - yes) < LEAST:
        return problem("ranking.too-few", None, least=LEAST, found=yes, nothing=len(known) - yes)
    past = History()
    rows = list(walked(known, layout, past))
    told, answers = [row for _, row in rows], [bool(case.found) for case, _ in rows]
    trained: dict[str, Any] = {"source": source, "sha256": digest, "rows": len(rows), "found": yes}
    trained |= {"first": str(known[0].day), "last": str(known[-1].day), "least": LEAST}
    trained |= _on_days_held_back(known, layout, told, answers)
    return Model(layout, past, fitted(told, answers), trained)


def _on_days_held_back(
    known: Sequence[Case], layout: Layout, told: Sequence[Sequence[float]], answers: Sequence[bool]
) -> dict[str, Any]:
    """Measures of trees fitted on the first days only, whose past ends there; nothing where those say too little."""
    cut = _cut([case.day for case in known])
    early, late = known[:cut], known[cut:]
    yes = sum(answers[:cut])
    if not late or min(yes, cut - yes) < LEAST:
        return {"held_back": None, "origins": []}
    past = History()
    for day in by_day(early):
        past.learn(day, layout)
    model = Model(layout, past, fitted(told[:cut], answers[:cut]), {})
    measures, by_origin = evaluated(model, late)
    return {"held_back": measures | {"first": str(late[0].day)}, "origins": by_origin}


def evaluated(model: Model, cases: Sequence[Case]) -> tuple[Measures, list[dict[str, Any]]]:
    """The order of rows that somebody looked at held against what was found, and what it does to each origin."""
    known = {case.row: bool(case.found) for case in cases if case.found is not None}
    ranked = [each for each in model.ranked(cases) if each.case.row in known]
    scores, found = [each.score for each in ranked], [known[each.case.row] for each in ranked]
    told = origins(scores, found, [each.case.origin for each in ranked])
    return measured(scores, found), [each._asdict() for each in told]


def _cut(days: Sequence[date]) -> int:
    """Where the last fifth begins, never within a day."""
    at = len(days) - len(days) // HELD_BACK
    while at < len(days) and at > 0 and days[at] == days[at - 1]:
        at += 1
    return at


def _hidden(case: Case) -> Case:
    """The case without what was found in it."""
    return Case(case.row, case.day, case.words, case.numbers, case.unit, case.origin)


def words(reasons: Iterable[Reason]) -> Iterator[str]:
    """Reasons as short texts of a list for programs and people who know the columns."""
    for each in reasons:
        told = each.told
        if each.sort == "history":
            yield f"{each.word} {told['said']}: {told['found']} of {told['met']} before ({each.weight:+.2f})"
        elif each.sort == "unit":
            yield f"value by mass {told['times']} times the usual of {each.word} ({each.weight:+.2f})"
        else:
            yield f"{each.word} {told['number']} ({each.weight:+.2f})"
