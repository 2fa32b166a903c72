"""Rules of permits as tables: what forbids a release, what begins the clock again, what an export shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from precursors.law.boxes import boxes
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.authorisations.rules import Line, fitting, release_against, uncovered
from precursors.licensing.notifications.clock import Clock, clock
from precursors.licensing.notifications.rules import Going, Notice, restarts, shown
from precursors.licensing.notifications.rules import release_against as notified
from precursors.problems import Problem

DAY = date(2026, 4, 1)
LINE = Line(b"k", "A-1", "import", "acetone", "base_ug", 100, date(2026, 1, 1), date(2026, 6, 30), "granted", 2)
NOTICE = Notice(
    b"n", "P-1", "sent", "acetone", 100, "base_ug", "Farbwerke AG", "DE", date(2026, 3, 1), date(2026, 3, 1),
    date(2026, 3, 20), None, None, "no-objection",
)  # fmt: skip
GOING = Going("acetone", DAY, 100, "FARBWERKE A.G.", "DE")


@pytest.mark.parametrize(
    ("changes", "day", "amount", "made", "codes"),
    [
        ({}, DAY, 40, 1, []),
        ({}, DAY, 41, 0, ["release.over-quota"]),
        ({}, date(2026, 7, 1), 40, 0, ["release.out-of-time"]),
        ({"state": "draft"}, DAY, 40, 0, ["release.not-granted"]),
        ({"state": "revoked"}, DAY, 40, 0, ["release.not-granted"]),
        ({}, DAY, 41, 2, ["release.no-shipment-left", "release.over-quota"]),
        ({"shipments": None}, DAY, 40, 99, []),
    ],
)
def test_what_forbids_a_release(changes: dict[str, Any], day: date, amount: int, made: int, codes: list[str]) -> None:
    found = release_against(replace(LINE, **changes), day, 40, amount, made)

    assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    ("substance", "direction", "day", "why"),
    [
        ("acetone", "import", DAY, None),
        ("acetone", "export", DAY, "other"),
        ("toluene", "import", DAY, "other"),
        ("acetone", "import", date(2026, 7, 1), "expired"),
    ],
)
def test_an_authorisation_covers_its_goods_its_way_and_its_days(
    substance: str, direction: str, day: date, why: str | None
) -> None:
    found = uncovered("A-1", [LINE], substance, direction, day)

    assert (found.inputs["why"] if found else None) == why
    assert (fitting([LINE], substance, direction, day) is None) == (why is not None)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"state": "closed"}, []),
        ({"state": "sent"}, ["release.notification-open"]),
        ({"state": "objected"}, ["release.notification-objected"]),
        ({"state": "no-reply"}, ["release.notification-open"]),
        ({"state": "no-reply", "silence": True}, []),
        ({"state": "viewed", "silence": True}, []),
        ({"state": "viewed", "silence": True, "reply_by": DAY}, ["release.notification-open"]),
        ({"state": "enquiry", "silence": True}, ["release.notification-open"]),
        ({"amount": 99}, ["release.notification-changed"]),
        ({"destination": "FR"}, ["release.notification-changed"]),
        ({"direction": "received"}, ["release.notification-missing"]),
        (
            {"period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31)},
            ["release.notification-other-time"],
        ),
        ({"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}, []),
    ],
)
def test_an_export_waits_for_what_the_law_waits_for(changes: dict[str, Any], codes: list[str]) -> None:
    found = notified([replace(NOTICE, **changes)], GOING, "Act s. 8")

    assert [each.code for each in found] == codes


def test_where_no_law_demands_a_notification_none_is_missed() -> None:
    assert list(notified([], GOING, None)) == []


@pytest.mark.parametrize(
    ("changes", "going", "days", "rules"),
    [
        ({}, {}, 20, []),
        ({}, {}, 14, ["late-notification"]),
        ({"state": "objected"}, {}, 20, ["shipped-without-reply"]),
        ({"state": "sent", "reply_by": date(2026, 4, 2)}, {}, 20, ["shipped-without-reply"]),
        ({"state": "sent", "reply_by": DAY}, {}, 20, []),
        ({}, {"amount": 101}, 20, ["changed-after-notification"]),
        ({}, {"amount": 99}, 20, []),
        ({}, {"amount": None}, None, []),
        ({}, {"consignee": "Other"}, 20, ["changed-after-notification"]),
        ({}, {"destination": "Germany"}, 20, []),
        ({}, {"destination": "AT", "substance": "toluene"}, 20, ["changed-after-notification"] * 2),
        ({"direction": "received"}, {"amount": 101}, 1, []),
    ],
)
def test_what_an_export_shows_against_its_notification(
    changes: dict[str, Any], going: dict[str, Any], days: int | None, rules: list[str]
) -> None:
    found = shown(replace(NOTICE, **changes), replace(GOING, **going), days, 15)

    assert [each.rule for each in found] == rules


WAS = {
    "consignee": "A",
    "importer": "B",
    "destination": "DE",
    "substance": "acetone",
    "amount": 100,
    "measure": "base_ug",
}


@pytest.mark.parametrize(
    ("changes", "restarted"),
    [
        ({}, ()),
        ({"amount": 99}, ()),
        ({"amount": 101}, ("quantity",)),
        ({"consignee": "C"}, ("consignee",)),
        ({"consignee": "a"}, ()),
        ({"destination": "FR", "amount": 50}, ("destination",)),
        ({"carrier": "other", "dispatch": DAY}, ()),
        ({"measure": "ul", "amount": 1}, ("quantity",)),
    ],
)
def test_the_clock_begins_again_exactly_when_the_law_says(changes: dict[str, Any], restarted: tuple[str, ...]) -> None:
    assert restarts(WAS, WAS | changes) == restarted


@pytest.mark.parametrize(
    ("origin", "destination", "day", "silence"),
    [
        ("DE", "US", date(2026, 6, 22), False),  # recalled law: it may make wait, silence is never enough
        ("us", "DE", date(2026, 6, 16), False),
        ("AU", "DE", date(2026, 6, 8), False),
        ("XD", "DE", date(2026, 6, 22), True),
        ("ZZ", "AU", date(2026, 6, 8), False),
        ("ZZ", "YY", None, False),
        ("Nowhere", "", None, False),
    ],
)
def test_the_time_for_an_answer_is_that_of_the_law_of_the_pair(
    origin: str, destination: str, day: date | None, silence: bool
) -> None:
    found = clock(origin, destination, date(2026, 6, 1), demo=True)

    assert (found.reply_by if isinstance(found, Clock) else None) == day
    assert isinstance(found, Problem) == (day is None)
    assert silence == (isinstance(found, Clock) and found.silence)


@pytest.mark.parametrize(
    ("country", "kind", "form", "needed"),
    [
        ("DE", "export", "EU export authorisation", 11),
        ("FR", "import", "EU import authorisation", 11),
        ("US", "import", "DEA form 486", 8),
        ("ZZ", "import", "", 3),
        ("XD", "local-purchase", "Demoland form local-purchase", 5),
    ],
)
def test_a_file_is_complete_by_the_form_of_its_country(country: str, kind: str, form: str, needed: int) -> None:
    found = boxes(demo=True).missing(country, kind, DAY, {})

    assert {each.value.form for each in found} == {form}
    assert len(found) == needed
    assert {each.value.field for each in boxes(demo=True).entries()} <= {each.key for each in AUTHORISATIONS.fields}
