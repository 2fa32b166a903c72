"""Who names the values of flags: rooms say it at start, pages ask when they tell one.

Apart from the telling itself, so that whoever only raises flags loads no pages.
"""

from __future__ import annotations

from collections.abc import Callable

Namer = Callable[[str, str], str]
"""What writes a value as people say it: value and language to text."""

NAMERS: dict[str, Namer] = {}
"""By the name of the value."""


def name_told(value: str, namer: Namer) -> None:
    """Let flags tell the value called `value` as `namer(value, language)` does; `app` calls this at start."""
    NAMERS[value] = namer
