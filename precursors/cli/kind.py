"""The argument KIND: names are listed only where one is mistyped or help is asked for, as a list loads every room."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import click

from precursors.app.kinds import KINDS


class KindName(click.Choice):  # type: ignore[type-arg] # generic in some versions of click only
    """One of `KINDS`."""

    def __init__(self) -> None:
        self.case_sensitive = True

    @cached_property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # worked out when asked for
        """All names, in order."""
        return tuple(KINDS)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's signature
        """The name itself, or click's refusal, which tells them all."""
        return value if value in KINDS else super().convert(value, param, ctx)
