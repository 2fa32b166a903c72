"""What is named here as `module:name` is loaded when it is wanted: an import of shipments need not load every room."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def named(place: str) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands at `place`, its module loaded."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def late(place: str) -> Callable[..., Any]:
    """The function at `place`, whose module is loaded when it is called."""

    def call(*given: object) -> Any:  # noqa: ANN401 - what that function answers
        return named(place)(*given)

    return call
