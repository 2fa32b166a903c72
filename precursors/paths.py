"""Where the project's own resources lie: in a wheel inside the package, in a checkout beside it."""

from __future__ import annotations

import csv
from functools import cache
from hashlib import sha256
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


def seed_rows(path: Path) -> list[dict[str, str]]:
    """The rows of one table of the seed, as texts by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def seed_edition(*folders: str) -> str:
    """SHA-256, in hexadecimal, over names and bytes of every file in these folders of the seed."""
    digest = sha256()
    for folder in folders:
        root = resource("seed") / folder
        for path in sorted(each for each in root.rglob("*") if each.is_file()):
            content = path.read_bytes()
            digest.update(f"{folder}/{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


EDITIONS = (("units", "conventions"), ("substances",), ("law", "calendars"))
"""Areas of the seed that decide about rows, each with an edition of its own."""


def edition_in_use() -> str:
    """The editions rows are judged by here, 16 hexadecimal digits each: units, substances, law with calendars."""
    return ".".join(seed_edition(*area)[:16] for area in EDITIONS)
