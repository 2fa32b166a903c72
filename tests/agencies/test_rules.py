"""Names, passwords, waits and ends of visits, as pure rules; codes of apps against the RFC's own table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.access.permissions import SECOND_FACTOR, TABLE, Permission, Role
from precursors.agencies import totp
from precursors.agencies.credentials import Box
from precursors.agencies.rules import (
    FREE,
    GRACE,
    LONGEST_WAIT,
    counting,
    has_grace,
    password_problem,
    username_problem,
    visit_is_over,
    wait,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize("name", ["ines", "i.quispe-2", "x_1", "a" * 32])
def test_a_plain_name_is_taken(name: str) -> None:
    assert username_problem(name) is None


@pytest.mark.parametrize("name", ["", "a", "Ines", "inés", "a" * 33, "-ines", "in es", "ines\n", "локал"])
def test_a_name_others_could_misread_is_refused(name: str) -> None:
    problem = username_problem(name)

    assert problem is not None
    assert problem.code == "person.username"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven sign", "password.short"),
        ("x" * 257, "password.long"),
        ("Password12345", "password.common"),
        ("aaaaaaaaaaaaaaaa", "password.common"),
        ("ines.quispe123", "password.common"),
        ("motdepasse123", "password.common"),
        ("Jennifer2024", "password.common"),
        ("precursorsregistry", "password.common"),
    ],
)
def test_a_password_that_falls_to_the_first_guesses_is_refused(password: str, code: str) -> None:
    problem = password_problem(password, "ines.quispe")

    assert problem is not None
    assert problem.code == code


def test_length_is_enough_whatever_the_signs() -> None:
    assert password_problem("seven quiet herons", "ines") is None
    assert password_problem("тихие цапли у реки", "ines") is None
    assert password_problem("quiet herons " * 19, "ines") is None


def test_roles_of_the_second_factor_count_only_with_it() -> None:
    held = {Role.INSPECTOR, Role.SUPERVISOR}

    assert counting(held, factor=False) == {Role.INSPECTOR}
    assert counting(held, factor=True, grace=False) == held
    assert counting(held, factor=False, grace=False) == set()


@pytest.mark.parametrize(("since", "has"), [(None, True), (NOON - GRACE, True), (NOON - 2 * GRACE, False)])
def test_the_time_to_set_up_a_second_factor_runs_from_the_first_sign_in(since: datetime | None, has: bool) -> None:
    assert has_grace(since, NOON) == has


def test_whoever_gives_rights_or_shows_records_outside_needs_a_second_factor() -> None:
    strong = {Permission.ADMINISTER_PEOPLE, Permission.ADMINISTER_AGENCIES, Permission.SHARE_RECORDS}

    assert {role for role, may in TABLE.items() if may & strong} <= SECOND_FACTOR


def test_a_visit_ends_after_idling_and_after_a_day_of_work() -> None:
    minutes = timedelta(minutes=1)

    assert not visit_is_over(NOON, NOON, NOON + 30 * minutes)
    assert visit_is_over(NOON, NOON, NOON + 31 * minutes)
    assert not visit_is_over(NOON, NOON + 719 * minutes, NOON + 720 * minutes)
    assert visit_is_over(NOON, NOON + 720 * minutes, NOON + 721 * minutes)


def test_what_a_clock_far_ahead_has_noted_does_not_last_until_then() -> None:
    ahead = NOON + timedelta(days=3650)

    assert visit_is_over(ahead, ahead, NOON)
    assert not has_grace(ahead, NOON)
    assert not visit_is_over(NOON + timedelta(seconds=5), NOON + timedelta(seconds=5), NOON)


@pytest.mark.parametrize("kind", FREE)
def test_waits_begin_after_the_free_answers_and_double_up_to_a_limit(kind: str) -> None:
    waits = [wait(kind, failures) for failures in range(FREE[kind] + 12)]

    assert set(waits[: FREE[kind]]) == {timedelta(0)}
    assert waits[FREE[kind] : FREE[kind] + 3] == [timedelta(seconds=each) for each in (30, 60, 120)]
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert totp.code_of(RFC_SECRET, seconds // totp.STEP) == code


@given(st.binary(min_size=20, max_size=20), st.integers(60, 2**31))
def test_a_code_is_taken_once_and_only_around_its_time(secret: bytes, seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    step = seconds // totp.STEP
    code = totp.code_of(secret, step)

    assert totp.counter_of(secret, f"{code[:3]} {code[3:]}", now, step - 1) in {step, step + 1}
    assert totp.counter_of(secret, code, now, step + 1) is None


def test_what_is_locked_opens_for_its_owner_alone() -> None:
    locked = Box("secret").lock(RFC_SECRET, "ines")

    assert RFC_SECRET not in locked
    assert Box("secret").unlock(locked, "ines") == RFC_SECRET
    assert Box("secret").unlock(locked, "juan") is None
    assert Box("another").unlock(locked, "ines") is None
