"""The known answers of destruction, without a database: acceptance, balance, methods, duties, deviations, life."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Dec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.disposal.library import allowed, limits, operations, plausible
from precursors.disposal.rules.acceptance import judge
from precursors.disposal.rules.balance import Balance, Entry, Receipt, balance, balanced, settle_by, significant
from precursors.disposal.rules.deviations import CRITICAL_RULES, Deviation, decision_against, grade_of
from precursors.disposal.rules.duties import (
    Signed,
    Someone,
    chain_against,
    moment_against,
    separated,
    three_people,
    witnesses_against,
)
from precursors.disposal.rules.gates import (
    Emergency,
    Permit,
    Release,
    committee_against,
    emergency_against,
    permit_against,
    release_against,
)
from precursors.disposal.rules.life import ORDER, PROTOCOL
from precursors.disposal.rules.methods import intersect, method_against, operation_against
from precursors.disposal.rules.reagents import dose_warning
from precursors.disposal.rules.revision import effect
from precursors.problems import Problem
from precursors.substances.book import book
from precursors.substances.hazards import hazards

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMITS = limits(DAY)
KG = 10**9


def codes(found: list[Problem]) -> set[str]:
    return {each.code for each in found}


def test_the_library_speaks_of_substances_by_the_keys_that_goods_bear() -> None:
    known = book().substances.keys() | hazards().profiles.keys()

    assert allowed().keys() - known == set()
    assert {each.substance for each in plausible()} - known == set()


@pytest.mark.parametrize(
    "kind", ["methyl", "ethyl", "propyl", "isopropyl", "butyl", "isobutyl", "sec-butyl", "tert-butyl"]
)
@pytest.mark.parametrize("acid", ["p-2-p-methyl-glycidic-acid", "3-4-mdp-2-p-methyl-glycidic-acid"])
def test_no_ester_of_a_glycidic_acid_may_be_poured_away(acid: str, kind: str) -> None:
    assert "DRN" in allowed()[f"{acid}-{kind}-ester"].prohibited


@pytest.mark.parametrize(
    ("value", "uncertainty", "verdict"),
    [
        ("5.99", "0", "fail"),
        ("6.00", "0", "pass"),
        ("9.00", "0", "pass"),
        ("9.01", "0", "fail"),
        ("6.05", "0.1", "inconclusive"),
        ("6.10", "0.1", "pass"),
        ("5.85", "0.1", "fail"),
        ("8.95", "0.1", "inconclusive"),
        ("9.15", "0.1", "fail"),
    ],
)
def test_a_ph_is_judged_with_its_uncertainty(value: str, uncertainty: str, verdict: str) -> None:
    assert judge(Dec(value), Dec(uncertainty), Dec("6.0"), Dec("9.0")) == verdict


@pytest.mark.parametrize(
    ("value", "low", "verdict"), [("849.9", "850", "fail"), ("850", "850", "pass"), ("1.9", "2", "fail")]
)
def test_a_combustion_has_no_upper_limit(value: str, low: str, verdict: str) -> None:
    assert judge(Dec(value), Dec(0), Dec(low), None) == verdict


@given(st.decimals(0, 14, places=2), st.decimals(0, 2, places=2))
def test_a_wider_uncertainty_never_turns_doubt_into_a_pass(value: Dec, uncertainty: Dec) -> None:
    wide, narrow = (judge(value, each, Dec(6), Dec(9)) for each in (uncertainty + 1, uncertainty))

    assert wide != "pass" or narrow == "pass"
    assert wide != "fail" or narrow == "fail"


@pytest.mark.parametrize(
    ("sent", "received", "pieces", "found"),
    [(1000, "900.0", (40, 40), False), (1000, "899.9", (40, 40), True), (1000, "1000", (40, 39), True)],
)
def test_a_receipt_is_significant_beyond_a_tenth_or_by_a_piece(
    sent: int,
    received: str,
    pieces: tuple[int, int],
    found: bool,
) -> None:
    receipt = Receipt(sent * KG, int(Dec(received) * KG), *pieces)

    assert significant(receipt, LIMITS) is found
    assert settle_by(DAY, LIMITS) == date(2026, 12, 5)


def a_balance(seized: str = "500", liquid: bool = False, **parts: str) -> Balance:
    entries = [Entry(name.replace("_", "-"), int(Dec(kg) * KG), 0) for name, kg in parts.items()]
    return balance(Entry("seized", int(Dec(seized) * KG), KG // 10), entries, liquid=liquid, limits=LIMITS)


@pytest.mark.parametrize(
    ("parts", "unexplained", "held"),
    [
        ({"sample_kept": "0.050", "disposed": "499.900"}, "0.050", False),
        ({"sample_kept": "0.050", "disposed": "490.000"}, "9.950", True),
        ({"sample_kept": "0.050", "disposed": "505.000"}, "-5.050", True),
        ({"disposed": "490", "loss": "10"}, "0", False),
        ({"disposed": "497.5"}, "2.5", False),
        ({"disposed": "497.499"}, "2.501", True),
    ],
)
def test_a_balance_is_held_either_way(parts: dict[str, str], unexplained: str, held: bool) -> None:
    made = a_balance(**parts)

    assert (made.unexplained_ug, made.limit_ug, made.held) == (int(Dec(unexplained) * KG), int(Dec("2.5") * KG), held)
    assert bool(balanced([("1", made)])) is held


def test_what_was_added_hides_nothing() -> None:
    made = a_balance("100", liquid=True, disposed="100", added="920")

    assert (made.unexplained_ug, made.added_ug) == (0, 920 * KG)
    assert a_balance("100", disposed="50", added="50").held


@pytest.mark.parametrize(
    ("seized", "uncertainty", "liquid", "limit"),
    [("1", "0", True, "0.05"), ("1", "0", False, "0.01"), ("0.02", "0", False, "0.002"), ("10", "5", False, "1")],
)
def test_small_lots_have_a_least_limit_by_their_form_and_none_beyond_a_tenth(
    seized: str, uncertainty: str, liquid: bool, limit: str
) -> None:
    stated = Entry("seized", int(Dec(seized) * KG), int(Dec(uncertainty) * KG))

    made = balance(stated, [], liquid=liquid, limits=LIMITS)

    assert made.limit_ug == int(Dec(limit) * KG)
    assert made.held


def load(*names: str) -> list:
    return [allowed()[name] for name in names]


@pytest.mark.parametrize(
    ("substance", "method"),
    [("acetone", "LFL"), ("dichloromethane", "FBL"), ("mercuric-chloride", "HTI"), ("potassium-permanganate", "HTI")],
)
def test_a_prohibited_method_is_refused(substance: str, method: str) -> None:
    assert codes(method_against(method, load(substance))) == {"disposal.method-prohibited"}


def test_a_mixed_load_has_what_all_allow_and_the_hot_flame() -> None:
    made = intersect(load("acetone", "dichloromethane"))

    assert set(made.methods) == {"RTN", "REC", "HTI"}
    assert "E7h" in made.checks
    assert "E7" not in made.checks
    assert made.ppe == "C;FR"
    assert intersect(load("acetone", "potassium-permanganate")).methods == ("RTN", "RUS")
    assert codes(method_against("NEU", load("acetone"))) == {"disposal.method-not-permitted"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("D10", set()),
        ("D15", {"disposal.operation-interim"}),
        ("R13", {"disposal.operation-interim"}),
        ("X1", {"disposal.operation-unknown"}),
    ],
)
def test_an_interim_operation_ends_nothing(code: str, found: set[str]) -> None:
    assert codes(operation_against(code, operations())) == found


def test_two_parts_that_exclude_each_other_are_told_by_person() -> None:
    people = [Someone("ana", "A", "performer"), Someone("ana", "A", "witness"), Someone("bo", "B", "witness")]

    (found,) = separated(people, [("performer", "witness"), ("custodian", "witness")])

    assert (found.code, found.values["person"]) == ("disposal.same-person", "ana")


def test_witnesses_are_two_of_two_agencies() -> None:
    one, same, other = Someone("a", "A", "w"), Someone("b", "A", "w"), Someone("c", "B", "w")

    assert codes(witnesses_against([one], 2, 2)) == {"disposal.witnesses-few", "disposal.witnesses-one-agency"}
    assert codes(witnesses_against([one, same], 2, 2)) == {"disposal.witnesses-one-agency"}
    assert witnesses_against([one, other], 2, 2) == []


def test_a_clock_neither_runs_ahead_nor_back() -> None:
    assert codes(moment_against(NOON + timedelta(days=1), NOON, None)) == {"disposal.in-the-future"}
    assert codes(moment_against(NOON - timedelta(hours=1), NOON, NOON)) == {"disposal.clock-back"}
    assert moment_against(NOON, NOON, NOON) == []


def test_signatures_of_a_journey_come_in_its_order() -> None:
    first, second, third = (NOON - timedelta(hours=each) for each in (3, 2, 1))
    good = [Signed("generator", "a", first), Signed("transporter", "b", second), Signed("facility", "c", third)]
    early = [good[0], Signed("transporter", "b", third), Signed("facility", "c", second)]
    tomorrow = [Signed("generator", "a", NOON + timedelta(days=1))]

    assert chain_against(good, NOON) == []
    assert codes(chain_against(early, NOON)) == {"disposal.signed-before"}
    assert codes(chain_against(tomorrow, NOON)) == {"disposal.in-the-future"}


def test_a_protocol_needs_three_people() -> None:
    assert three_people("a", "b", "c") == []
    assert codes(three_people("a", "b", "a")) == {"protocol.same-person"}


@pytest.mark.parametrize("rule", sorted(CRITICAL_RULES))
@pytest.mark.parametrize("decision", ["accept", "repeat", "stop", "child-order"])
def test_what_is_critical_is_never_accepted(rule: str, decision: str) -> None:
    found = decision_against(Deviation(rule, grade_of(rule, "minor"), "a"), decision, "b", "because")

    assert bool(found) is (decision in {"accept", "repeat"})


def test_a_deviation_is_decided_once_by_another_with_a_reason() -> None:
    assert decision_against(Deviation("E1", "major", "a"), "accept", "b", "seen") == []
    assert codes(decision_against(Deviation("E1", "major", "a", "repeat"), "accept", "a", " ")) == {
        "disposal.deviation-decided",
        "disposal.deviation-own",
        "reason.missing",
    }


@pytest.mark.parametrize(
    ("change", "planned", "running", "issued"),
    [
        ("editorial", "repin", "stay", "untouched"),
        ("safety", "replan", "pause-at-hold-point", "list"),
        ("emergency-withdrawal", "block", "stop", "review"),
    ],
)
def test_a_new_version_reaches_orders_by_its_class(change: str, planned: str, running: str, issued: str) -> None:
    assert [effect(change, state) for state in ("planned", "in-progress", "certified")] == [planned, running, issued]


def test_a_release_covers_lots_until_it_ends() -> None:
    release = Release("court", frozenset({"L1"}), DAY, "")

    assert release_against(release, ["L1"], DAY) == []
    assert codes(release_against(release, ["L1", "L2"], DAY + timedelta(days=1))) == {
        "disposal.release-expired",
        "disposal.release-scope",
    }
    assert codes(release_against(None, ["L1"], DAY)) == {"disposal.no-release"}


def test_a_permit_covers_operation_day_and_mass() -> None:
    permit = Permit("P", frozenset({"D9"}), DAY, DAY, 5)

    assert codes(permit_against(permit, "D10", DAY + timedelta(days=1), 6)) == {
        "disposal.permit-operation",
        "disposal.permit-day",
        "disposal.permit-mass",
    }
    assert permit_against(permit, "D9", DAY, 5) == []


@pytest.mark.parametrize(("hours", "who", "good"), [(72, "AB", True), (73, "AB", False), (1, "A", False)])
def test_an_emergency_needs_two_authorities_and_ends(hours: int, who: str, good: bool) -> None:
    emergency = Emergency(frozenset(who), NOON - timedelta(hours=hours))

    assert (emergency_against(emergency, NOON, LIMITS.emergency_hours) == []) is good


def test_a_committee_does_nothing_else() -> None:
    members = [Someone(each, "A", "committee") for each in "abc"]

    assert committee_against(members, 3, [Someone("d", "A", "performer")]) == []
    assert codes(committee_against(members[:2], 3, [Someone("a", "A", "performer")])) == {
        "disposal.committee-few",
        "disposal.committee-busy",
    }


@pytest.mark.parametrize(("dose", "warned"), [("0.7", False), ("0.5", True), ("1.7", True)])
def test_a_dose_nobody_can_believe_is_warned_of(dose: str, warned: bool) -> None:
    told = dose_warning(plausible(), "sulphuric-acid", "calcium-hydroxide", KG, int(Dec(dose) * KG))

    assert (told is not None) is warned


def test_nothing_leads_past_the_balance_or_out_of_the_end() -> None:
    assert [edge.was for edge in ORDER.edges if edge.state == "reconciled"] == [("residue-verified", "stopped")]
    assert {edge.was for edge in ORDER.edges if edge.state == "certified"} == {("reconciled",), ("certified", "closed")}
    assert ORDER.possible("closed") == ("correct",)
    assert set(ORDER.ends()) == {"release-refused", "rejected", "cancelled"}
    assert PROTOCOL.ends() == ("withdrawn",)
