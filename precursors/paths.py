"""Where the project's own resources lie: in a wheel inside the package, in a checkout beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resource(name: str) -> Path:
    """The folder `templates`, `migrations` or `seed`, wherever this installation keeps it.

    Raises FileNotFoundError when neither the package nor the checkout has it.
    """
    for place in (_PACKAGE / "_resources" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    message = f"the folder {name!r} is missing from this installation"
    raise FileNotFoundError(message)
