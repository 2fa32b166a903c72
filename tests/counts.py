"""How much of the deep tier is run, and a line of what was run for the page of figures."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from tests.conftest import DEEP

T = TypeVar("T")


def many(name: str, quick: int, deep: int) -> int:
    """How often: `quick`, in the deep tier `deep`, or what PRECURSORS_DEEP_<NAME> says there."""
    return int(os.environ.get(f"PRECURSORS_DEEP_{name}", deep)) if DEEP else quick


def share(items: Sequence[T], part: int, parts: int) -> Sequence[T]:
    """One of `parts` equal shares, dealt in turns, so that each reaches from the first to the last."""
    return items[part::parts]


def counted(what: str, engine: str, times: int = 1) -> None:
    """Note in the file PRECURSORS_DEEP_LOG, where there is one, that so many passed; nothing else is noted."""
    log = os.environ.get("PRECURSORS_DEEP_LOG")
    if log:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"what": what, "engine": engine, "times": times}) + "\n")
