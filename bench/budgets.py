"""`python -m bench.budgets`: sizes, types and docstrings of the product's code, for `make check` to show.

They are a smell to look at, not a law to game. It fails only for what is never right: an import inside a function, a
circle of imports, a silenced warning without a reason, a file over 450 or a function over 60 lines.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ROOT / "precursors"
MOST_FILE, MOST_FUNCTION = 450, 60
_BARE = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
_SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Parsed = dict[Path, ast.Module]


def main() -> int:
    """Print the figures and what is wrong; answer the exit code."""
    parsed = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PRODUCT.rglob("*.py"))}
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in parsed]
    functions = [each for tree in parsed.values() for each in _functions(tree)]
    sizes = [_length(each) for each in functions]
    typed = sum(map(_typed, functions))
    public = [each for tree in parsed.values() for each in _public(tree)]
    told = sum(ast.get_docstring(each) is not None for each in public)
    print(f"files: {len(lengths)}, median {median(lengths):.0f} lines (<= 90), p95 {_p95(lengths)} (<= 250)")
    print(f"functions: {len(sizes)}, median {median(sizes):.0f} lines (<= 8), p95 {_p95(sizes)} (<= 25)")
    print(f"typed: {100 * typed / len(functions):.1f} % of functions (100)")
    print(f"docstrings: {100 * told / len(public):.1f} % of what is public (100)")
    wrong = [*_inner_imports(parsed), *_silenced(parsed), *_too_long(parsed), *_circles(parsed)]
    print("\n".join(wrong) or "no imports inside functions, no circles, nothing silenced without a reason")
    return 1 if wrong else 0


def _p95(values: list[int]) -> int:
    return sorted(values)[int(len(values) * 0.95)]


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _typed(function: Function) -> bool:
    own = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    named = [each for each in own if each.arg not in {"self", "cls"}]
    return all(each.annotation for each in named) and (function.returns is not None or function.name == "__init__")


def _public(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | Function]:
    """The module, its public classes and functions, and the public methods of those classes."""
    yield tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (each for each in node.body if isinstance(each, Function) and not each.name.startswith("_"))


def _inner_imports(parsed: Parsed) -> Iterator[str]:
    for path, tree in parsed.items():
        for function in _functions(tree):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: import inside {function.name}"


def _silenced(parsed: Parsed) -> Iterator[str]:
    """Comments that silence a checker and stand without a word why, there or in the line above."""
    for path in parsed:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            reasoned = number > 1 and lines[number - 2].lstrip().startswith("#")
            if _SILENCED.search(line) and _BARE.search(line) and not reasoned:
                yield f"{path.relative_to(ROOT)}:{number}: silenced without a reason"


def _too_long(parsed: Parsed) -> Iterator[str]:
    for path, tree in parsed.items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_FILE:
            yield f"{path.relative_to(ROOT)}: {lines} lines"
        for function in _functions(tree):
            if _length(function) > MOST_FUNCTION:
                yield f"{path.relative_to(ROOT)}:{function.lineno}: {function.name} has {_length(function)} lines"


def _circles(parsed: Parsed) -> Iterator[str]:
    """Modules that import one another; imports for types alone count too."""
    names = {_name(path): path for path in parsed}
    arrows = {name: _imports(parsed[path], set(names)) - {name} for name, path in names.items()}
    while free := [name for name, own in arrows.items() if not own & arrows.keys()]:
        for name in free:
            del arrows[name]
    while free := [name for name in arrows if not any(name in own for own in arrows.values())]:
        for name in free:
            del arrows[name]
    if arrows:
        yield "circle of imports: " + ", ".join(sorted(arrows))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module, known: set[str]) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{each.name}" for each in node.names}
    exact = found & known
    return {name for name in exact if not any(other.startswith(name + ".") for other in exact)}


if __name__ == "__main__":
    sys.exit(main())
