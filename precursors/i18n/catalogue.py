"""Look a sentence up by its code. English is the source; a language without a sentence falls back to it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from precursors.problems import Problem

_FOLDER = Path(__file__).resolve().parent
SOURCE = "en"


class _Gaps(dict[str, str]):
    """Values of a sentence; a name nobody gave stays visible instead of raising at the edge."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@cache
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """Section (`problems`, `rules`, `words` …) to code to sentence, gathered from every file of `language`."""
    gathered: dict[str, dict[str, str]] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            known = gathered.setdefault(section, {})
            if twice := known.keys() & entries.keys():
                raise ValueError(f"{path.name}: {sorted(twice)} stand in two files of {language}")
            known.update(entries)
    return gathered


@cache
def reviewed(language: str) -> bool:
    """Whether a native reader has looked at every file of `language`, as its first line says; English is the source."""
    first_lines = (path.read_text(encoding="utf-8").partition("\n")[0] for path in (_FOLDER / language).glob("*.toml"))
    return language == SOURCE or all(line.startswith("# reviewed by ") for line in first_lines)


_NAMERS: dict[str, Callable[[str, str], str]] = {}


def name_values(value: str, namer: Callable[[str, str], str]) -> None:
    """Let sentences write the value called `value` as `namer(value, language)` does: a key as a name people use."""
    _NAMERS[value] = namer


def is_named(name: str) -> bool:
    """Whether a value of this name is a key that sentences write as people say it."""
    return name in _NAMERS


def named(name: str, value: str, language: str) -> str:
    """The value called `name` as a sentence of `language` writes it."""
    return _NAMERS[name](value, language) if name in _NAMERS else value


def _named(values: Mapping[str, str], language: str) -> Mapping[str, str]:
    return {name: named(name, value, language) for name, value in values.items()}


def warning(problem: Problem, language: str = SOURCE) -> str:
    """What a person reads where `problem` stops nothing: a sentence for that, else that of the problem."""
    said = text("warnings", problem.code, language, problem.values)
    return said if said != problem.code else sentence(problem, language)


def text(section: str, code: str, language: str = SOURCE, values: Mapping[str, str] | None = None) -> str:
    """The sentence of `code` in `language` with its values filled in; the bare code if nobody wrote one."""
    for tongue in (language, SOURCE):
        sentence = catalogue(tongue).get(section, {}).get(code)
        if sentence is not None:
            told = _named(values or {}, tongue)
            return _ended(sentence, told).format_map(_Gaps(told))
    return code


def _ended(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence without the full stops that its values bring along, such as a date of Russian or a firm's S.A."""
    return _STOP.sub(lambda end: f"{{{end[1]}}}" if values.get(end[1], "").endswith(".") else end[0], sentence)


_STOP = re.compile(r"\{([a-z_]+)\}\.(?=\s|$)")


def outline(section: str, code: str, language: str = SOURCE) -> str:
    """The sentence of `code` with an ellipsis for each of its values, where nobody can say them any more."""
    written = (catalogue(tongue).get(section, {}).get(code) for tongue in (language, SOURCE))
    return _VALUE.sub("…", next(filter(None, written), code))


_VALUE = re.compile(r"\{[a-z_]+\}")


def sentence(problem: Problem, language: str = SOURCE) -> str:
    """What a person reads about `problem`."""
    return text("problems", problem.code, language, problem.values)
