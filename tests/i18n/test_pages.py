"""The whole interface is in the catalogues: no page says a word that nobody could translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

import precursors.i18n.catalogue as module
from precursors.config.settings import LANGUAGES
from precursors.exchange.shelves import SHELVES
from precursors.i18n.catalogue import SOURCE, catalogue, reviewed
from precursors.paths import resource

PACKAGE = Path(module.__file__).parents[1]
TEMPLATES = sorted(resource("templates").rglob("*.html"))
NAMES = [path.relative_to(resource("templates")).as_posix() for path in TEMPLATES]
KEYS = catalogue(SOURCE)["pages"]
TOLD_ATTRIBUTES = r"aria-label|aria-description|alt|title|placeholder|label|summary"
_CALL = re.compile(r"""\bt\(\s*["']([a-z0-9.-]+)["']\s*([~,)])""")


def words_in(markup: str) -> list[str]:
    """What a template says to a reader in letters of its own: text between tags and told attributes."""
    tokens = Environment(autoescape=True).lex(markup)
    bare = "".join(text if kind == "data" else "\x00" for _, kind, text in tokens if "comment" not in kind)
    bare = re.sub(r"<(code|script|style)\b.*?</\1>", "", bare, flags=re.DOTALL)
    attributes = re.findall(rf"""\s(?:{TOLD_ATTRIBUTES})=["']([^"']*)["']""", bare)
    between = re.sub(r"<[^>]*>", "\n", bare)
    pieces = [piece.strip() for text in (between, *attributes) for piece in re.split(r"[\n\x00]", text)]
    return [piece for piece in pieces if re.search(r"[^\W\d_]", re.sub(r"&\w+;", "", piece))]


def keys_of_templates() -> Iterator[tuple[str, str, bool]]:
    """(where, key, whether it is only the beginning) of every text a template asks for."""
    for name, path in zip(NAMES, TEMPLATES, strict=True):
        for key, after in _CALL.findall(path.read_text(encoding="utf-8")):
            yield name, key, after == "~"


@cache
def nodes_of_code() -> list[tuple[Path, list[ast.Call | ast.Constant]]]:
    """Calls and constants of every file of the product, read once, and not before a test asks."""
    read = {path: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py"))}
    return [
        (path, [node for node in nodes if isinstance(node, ast.Call | ast.Constant)]) for path, nodes in read.items()
    ]


def keys_of_code() -> Iterator[tuple[str, str, bool]]:
    """The same for every call of `t` in Python."""
    for path, nodes in nodes_of_code():
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t" and node.args:
                first = node.args[0]
                parts = first.values if isinstance(first, ast.JoinedStr) else [first]
                if isinstance(parts[0], ast.Constant):
                    yield path.name, str(parts[0].value), len(parts) > 1


def literals() -> set[str]:
    """Every text in the product's code: a key may stand in a table and be looked up later."""
    nodes = (node for _, own in nodes_of_code() for node in own)
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def keys_of_shelves() -> Iterator[tuple[str, str, bool]]:
    """What every shelf is called, what it says above and in place of its records."""
    for shelf in SHELVES:
        yield from ((shelf.kind, f"{shelf.kind}.{part}", False) for part in ("title", "lead", "empty"))


def asked() -> list[tuple[str, str, bool]]:
    """Every text that a page may ask for."""
    return [*keys_of_templates(), *keys_of_code(), *keys_of_shelves()]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_says_no_word_of_its_own(path: Path) -> None:
    assert words_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>Hello {{ name }}, welcome</p>", ["Hello", ", welcome"]),
        ('<a title="Go on" href="x">{{ t("a.b") }}</a>', ["Go on"]),
        ("{# Note #}<p>{% if a %}да{% endif %} · &nbsp; 12</p><code>precursors verify</code>", ["да"]),
        ('<b>{{ f({"a": {"b": "one two"}}) }}</b>', []),
        ("<p\n  class='x'>\n  {{ t('a.b', n=1) }}\n</p>", []),
    ],
)
def test_the_search_for_words_finds_them(markup: str, found: list[str]) -> None:
    assert sorted(words_in(markup)) == sorted(found)


def test_every_text_that_is_asked_for_is_there() -> None:
    missing = {
        key: where
        for where, key, beginning in asked()
        if not (any(each.startswith(key) for each in KEYS) if beginning else key in KEYS)
    }

    assert missing == {}


def test_no_text_is_kept_that_nobody_asks_for() -> None:
    wanted = asked()
    whole = {key for _, key, beginning in wanted if not beginning} | literals()
    beginnings = tuple(key for _, key, beginning in wanted if beginning)

    assert [key for key in KEYS if key not in whole and not key.startswith(beginnings)] == []


@pytest.mark.parametrize("path", sorted((Path(module.__file__).parent / SOURCE).glob("*.toml")), ids=lambda p: p.stem)
def test_a_key_begins_with_the_name_of_its_file(path: Path) -> None:
    own = module.tomllib.loads(path.read_text(encoding="utf-8")).get("pages", {})

    assert [key for key in own if not re.fullmatch(rf"{path.stem}\.[a-z0-9]+(-[a-z0-9]+)*", key)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_holds_no_script_no_style_and_no_foreign_address(path: Path) -> None:
    markup = path.read_text(encoding="utf-8")

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|https?://|<script(?![^>]*\bsrc=)|url_for\(.static", markup) == []


def test_english_counts_as_reviewed_and_each_other_language_says_who_did() -> None:
    unreviewed = [tongue for tongue in LANGUAGES if not reviewed(tongue)]

    for tongue in unreviewed:
        files = (Path(module.__file__).parent / tongue).glob("*.toml")
        assert any(file.read_text(encoding="utf-8").startswith("# not yet reviewed") for file in files)
    assert SOURCE not in unreviewed
