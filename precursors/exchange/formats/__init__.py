"""National file formats, one module each, found by themselves.

A module says `NAME` (how people call it at the command line), `KINDS` (the kinds of record its lines become, the
first where none is asked for), `TITLE` (key of its name among the pages of the catalogue), `SUFFIX` of its files, and
has two functions:

* `read(content: bytes) -> Contents | Problem`: what a file says, in rows of the fields of each kind;
* `write(rows, about) -> bytes | Problem`: rows of each kind, by field, as such a file; `about` is what stands once in a
  file: who, which period.

Where a file is that of one party, the module also says `PARTY`, the field that names it in each kind, and, where files
have names of their own, `name_of(about) -> str`. Where a file says less than a record holds, `said(kind, row)` answers
what it says of one (None where it can say nothing), so that a file of our own that comes back is known again.

What a format cannot say is not guessed: a row that does not fit is a problem in `Contents.problems`, with its line.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def formats() -> dict[str, ModuleType]:
    """Every format there is, by its name."""
    found = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__) if each.name != "contents")
    return {str(module.NAME): module for module in found}
