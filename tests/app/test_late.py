"""What a command does not need is not loaded, and what is named as `module:name` stands there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from precursors.app.kinds import IMPORTERS, KINDS
from precursors.app.late import late, named
from precursors.app.registry import CHECKS, NAMERS
from precursors.cli.main import COMMANDS
from precursors.exchange.shelves import SHELVES

_ASKED = (
    "import sys; import precursors.cli.imports; from precursors.app.kinds import KINDS; KINDS['shipments'];"
    " print(*sys.modules)"
)
_HEAVY = {"flask", "babel.dates", "openpyxl", "zxcvbn", "precursors.exchange.shelves", "precursors.disposal.service"}


def test_an_import_of_shipments_loads_no_pages_no_writer_of_workbooks_and_no_other_rooms() -> None:
    done = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, timeout=60, check=True)

    loaded = set(done.stdout.split())
    assert "precursors.trade.service" in loaded
    assert not _HEAVY & loaded


@pytest.mark.parametrize(
    "place", [*CHECKS.values(), *NAMERS.values(), *IMPORTERS.values(), *(place for place, _ in COMMANDS.values())]
)
def test_what_is_named_stands_where_it_is_named(place: str) -> None:
    assert callable(named(place))


def test_a_late_function_answers_as_the_function_does() -> None:
    assert late("math:gcd")(12, 18) == 6


def test_every_kind_that_may_be_taken_in_is_known_by_its_name() -> None:
    assert list(KINDS) == sorted({*IMPORTERS, *(shelf.kind for shelf in SHELVES if shelf.taken_in)})
    assert all(KINDS[kind].record.kind == kind for kind in KINDS)
    assert len(KINDS) == len(set(KINDS))
    assert "spaceships" not in KINDS
