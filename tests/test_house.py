"""The plan of the house, held by machine: floors, what may stand in which file, facts, sentences, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import precursors.app.registry
from precursors.db.tables import Fact, Table
from precursors.paths import resource

ROOT = Path(precursors.app.registry.__file__).parents[2]
PACKAGE = ROOT / "precursors"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_resources" not in path.parts)
MODULES = {path.relative_to(ROOT).as_posix(): path for path in FILES}
NEVER_IN_RULES = {"flask", "sqlalchemy", "wtforms", "openpyxl", "alembic", "time", "random", "os", "uuid"}
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("time", "time")}
MAY_KNOW_THE_DAY = ("precursors/cli/", "precursors/app/", "precursors/db/", "precursors/web/here.py")
FORBIDDEN_NAMES = {"util", "utils", "helpers", "common", "manager", "misc"}
LONGEST_FILE, LONGEST_FUNCTION = 430, 55
"""The plan's 400 and 50, with a little room: a smell to look at, not a law to game."""


@cache
def tree_of(name: str) -> ast.Module:
    """A file's syntax tree, read when a test asks: whoever only collects the tests needs none."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def trees() -> dict[str, ast.Module]:
    """Every file's."""
    return {name: tree_of(name) for name in MODULES}


def imported(tree: ast.AST) -> Iterator[str]:
    """First name of every module a file imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of a file."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def test_an_arrow_only_goes_down() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("name", [name for name in MODULES if re.search(r"[/_]rules\.py$|/rules/", name)])
def test_rules_know_no_web_no_database_no_workbook_no_clock(name: str) -> None:
    assert not NEVER_IN_RULES & set(imported(tree_of(name)))


def test_only_commands_know_what_day_it_is() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in trees().items()
        if not name.startswith(MAY_KNOW_THE_DAY)
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr) in CLOCKS
    ]

    assert not found, "\n".join(found)


RESTORES = "precursors/app/backup.py"
"""Lays a whole copy into an empty database, as its owner, past every guard: that is no unit of `write`."""


def test_only_the_database_room_commits() -> None:
    found = [
        f"{name}:{call.lineno}"
        for name, tree in trees().items()
        if not name.startswith("precursors/db/")
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"commit", "begin"} and name != RESTORES
    ]

    assert not found, "\n".join(found)


SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|COPY|GRANT|PRAGMA|BEGIN)\b", re.IGNORECASE)
OWN_NAMES = (
    "precursors/db/",
    "precursors/audit/guards.py",
    "precursors/audit/quick.py",
    "precursors/cases/guards.py",
    "precursors/ledger/guards.py",
    RESTORES,
)
"""Where statements are put together from names the code itself defines: schema, guards, bulk rows, leaves."""


def test_no_statement_is_put_together_from_values() -> None:
    found = []
    for name, tree in trees().items():
        if name.startswith(OWN_NAMES):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                first = node.values[0]
                if isinstance(first, ast.Constant) and SQL.match(str(first.value)):
                    found.append(f"{name}:{node.lineno}")
    assert not found, "\n".join(found)


def test_nothing_is_evaluated() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in {"eval", "exec", "compile", "__import__"}
    ]
    assert not found, "\n".join(found)


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for each in functions(tree)
        for node in ast.walk(each)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not found, "\n".join(found)


def test_no_file_and_no_function_outgrows_its_room() -> None:
    long_files = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    long_functions = {
        f"{name}:{each.name}": (each.end_lineno or each.lineno) - each.lineno + 1
        for name, tree in trees().items()
        for each in functions(tree)
    }

    assert {name: lines for name, lines in long_files.items() if lines > LONGEST_FILE} == {}
    assert {name: lines for name, lines in long_functions.items() if lines > LONGEST_FUNCTION} == {}


def test_no_room_is_a_cupboard_for_everything() -> None:
    assert {name for name in MODULES if FORBIDDEN_NAMES & set(Path(name).with_suffix("").parts)} == set()


def test_everything_public_says_what_it_is() -> None:
    silent = []
    for name, tree in trees().items():
        if ast.get_docstring(tree) is None:
            silent.append(name)
        inside = (each for body in tree.body if isinstance(body, ast.ClassDef) for each in body.body)
        made = [node for node in (*tree.body, *inside) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        bare = [node.name for node in made if not node.name.startswith("_") and ast.get_docstring(node) is None]
        silent += [f"{name}:{each}" for each in bare]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("model", Fact.kinds.values(), ids=Fact.kinds.keys())
def test_a_leaf_covers_every_column_of_its_fact(model: type[Fact]) -> None:
    version, names = model.facts
    columns = {column.name for column in model.__table__.columns}

    assert version >= 1
    assert len(names) == len(set(names))
    assert columns - set(names) == {"id", *model.folds}
    assert {text for text, _ in model.folds.values()} <= set(names)
    assert set(names) <= columns


def test_no_two_kinds_of_fact_share_the_letters_of_their_references() -> None:
    letters = [model.prefix for model in Fact.kinds.values() if model.prefix]

    assert sorted(letters) == sorted(set(letters))


def test_every_table_has_a_sort() -> None:
    sorts = {mapper.class_.__tablename__: mapper.class_.sort for mapper in Table.registry.mappers}

    assert set(sorts) == set(Table.metadata.tables)
    assert set(sorts.values()) <= {"fact", "cache", "working"}


def model_classes() -> Iterator[tuple[str, ast.ClassDef]]:
    """Every class of every models.py: tables, and columns that several tables have in common."""
    for name, tree in trees().items():
        if name.endswith("models.py"):
            yield from ((name, node) for node in tree.body if isinstance(node, ast.ClassDef))


def test_every_column_says_what_it_holds() -> None:
    silent = []
    for name, made in model_classes():
        for node, after in zip(made.body, [*made.body[1:], None], strict=True):
            if isinstance(node, ast.AnnAssign) and "Mapped" in ast.unparse(node.annotation):
                told = (
                    isinstance(after, ast.Expr)
                    and isinstance(after.value, ast.Constant)
                    and isinstance(after.value.value, str)
                )
                if not told:
                    silent.append(f"{name}:{made.name}.{ast.unparse(node.target)}")
    assert not silent, "\n".join(silent)


def test_every_constraint_has_a_name() -> None:
    nameless = [
        f"{table.name}: {type(each).__name__}"
        for table in Table.metadata.tables.values()
        for each in table.constraints
        if not each.name
    ]

    assert nameless == []


def sentences(section: str) -> dict[str, str]:
    """Every English sentence of the catalogue, by code."""
    found: dict[str, str] = {}
    for path in sorted((PACKAGE / "i18n" / "en").glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8")).get(section, {})
    return found


def codes() -> Iterator[tuple[str, str, set[str]]]:
    """(where, code, names of its values) of every problem the code makes with a literal code."""
    for name, tree in trees().items():
        for call in calls(tree):
            made = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if made in {"problem", "Problem"} and call.args:
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    given = {keyword.arg or "**" for keyword in call.keywords} - {"field"}
                    yield f"{name}:{call.lineno}", first.value, given | ({"**"} if made == "Problem" else set())


def test_every_problem_has_an_english_sentence() -> None:
    known = sentences("problems") | sentences("warnings")

    assert {code: where for where, code, _ in codes() if code not in known} == {}


def test_every_value_a_sentence_names_is_given() -> None:
    known = sentences("problems") | sentences("warnings")
    missing = {}
    for where, code, given in codes():
        named = set(re.findall(r"\{(\w+)\}", known.get(code, "")))
        if "**" not in given and named - given:
            missing[f"{where} {code}"] = named - given
    assert missing == {}


def test_no_code_has_two_sentences() -> None:
    seen: dict[str, str] = {}
    twice = []
    for path in sorted((PACKAGE / "i18n" / "en").glob("*.toml")):
        for section, told in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for code in told if isinstance(told, dict) else ():
                if f"{section}:{code}" in seen:
                    twice.append(f"{code}: {seen[f'{section}:{code}']} and {path.name}")
                seen[f"{section}:{code}"] = path.name
    assert twice == []


def test_codes_are_kebab_case_behind_a_subject() -> None:
    odd = [
        code
        for section in ("problems", "warnings")
        for code in sentences(section)
        if not re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", code)
    ]

    assert odd == []


def test_every_rule_over_many_records_has_a_test_of_its_name() -> None:
    rules = {path.stem for path in (PACKAGE / "anomalies" / "rules").glob("*.py") if not path.stem.startswith("_")}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "anomalies").rglob("test_*.py")}

    assert rules - tested == set()


SPEAKS_OF_A_MACHINE = re.compile(r"(?<![\w/.])/(work|home/[a-z]+|root|Users|tmp)/[\w.-]+")


def told_files() -> list[Path]:
    """Files of the project in which a person reads text."""
    kept = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = kept.stdout.splitlines() or [path.relative_to(ROOT).as_posix() for path in FILES]
    endings = {".py", ".md", ".toml", ".cfg", ".csv", ".html", ".css", ".js", ".txt", ""}
    return [ROOT / name for name in names if Path(name).suffix in endings and (ROOT / name).is_file()]


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    found = []
    for path in told_files():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if SPEAKS_OF_A_MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_every_ignore_has_its_reason() -> None:
    bare = []
    for path in sorted({*FILES, *(ROOT / "tests").rglob("*.py")}):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"# noqa(?!: [A-Z0-9, ]+ - )", line) and "re.search" not in line:
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert not bare, "\n".join(bare)


def test_seed_migrations_and_templates_are_found() -> None:
    assert (resource("seed") / "units").is_dir()
    assert list((resource("migrations") / "versions").glob("20??_??_??_*.py"))
