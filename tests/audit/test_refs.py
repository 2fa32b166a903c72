"""Human references."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from precursors.audit.refs import parsed, written
from precursors.db.tables import Fact

numbers = st.integers(1, 99_999_999)


@given(numbers)
def test_a_reference_reads_back(number: int) -> None:
    assert parsed(written("SHP", 2026, number)) == ("SHP", 2026, number)


@given(numbers, st.data())
def test_one_wrong_digit_is_noticed(number: int, data: st.DataObject) -> None:
    ref = written("SHP", 2026, number)
    at = data.draw(st.sampled_from([i for i, c in enumerate(ref[:-2]) if c.isdigit()]))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != ref[at]]))

    assert parsed(ref[:at] + other + ref[at + 1 :]) is None


@given(numbers, st.data())
def test_two_swapped_neighbours_are_noticed(number: int, data: st.DataObject) -> None:
    ref = written("SHP", 2026, number)
    places = [i for i in range(9, len(ref) - 3) if ref[i] != ref[i + 1]]
    if places:
        at = data.draw(st.sampled_from(places))
        assert parsed(ref[:at] + ref[at + 1] + ref[at] + ref[at + 2 :]) is None


def test_no_two_kinds_of_record_share_their_letters() -> None:
    letters = [model.prefix for model in Fact.kinds.values() if model.prefix]

    assert sorted(letters) == sorted(set(letters))
