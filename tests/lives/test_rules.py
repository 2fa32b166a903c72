"""A machine says where each verb leads, and what is possible instead."""

from __future__ import annotations

from datetime import date

from precursors.lives.rules import Machine, day_against, edges
from precursors.problems import Problem

LIFE = Machine(
    "thing", "draft", edges(("submit", "draft", "submitted"), ("withdraw", ("draft", "submitted"), "withdrawn"))
)


def test_a_verb_leads_on_only_from_the_states_it_names() -> None:
    refused = LIFE.after("withdrawn", "submit")

    assert LIFE.after("draft", "submit") == "submitted"
    assert isinstance(refused, Problem)
    assert refused.values == {"verb": "submit", "state": "withdrawn", "possible": "-"}


def test_states_verbs_and_ends_follow_from_the_edges() -> None:
    assert LIFE.states == ("draft", "submitted", "withdrawn")
    assert LIFE.verbs == ("submit", "withdraw")
    assert LIFE.possible("draft") == ("submit", "withdraw")
    assert LIFE.ends() == ("withdrawn",)


def test_a_step_is_neither_ahead_of_today_nor_before_the_last_one() -> None:
    today, since = date(2026, 5, 10), date(2026, 5, 1)

    assert day_against(today, since, today) is None
    assert day_against(since, since, today) is None
    assert day_against(date(2026, 5, 11), since, today) == Problem(
        "life.day-ahead", "day", {"day": "2026-05-11", "today": "2026-05-10"}
    )
    assert day_against(date(2026, 4, 30), since, today) == Problem(
        "life.before-last", "day", {"day": "2026-04-30", "since": "2026-05-01"}
    )
