"""The page of the deep tier: a piece that is run again replaces its own lines and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import deep


def a_line(piece: str, times: int, failed: int = 0, engine: str = "sqlite") -> deep.Line:
    return deep.Line(piece, "something broken", engine, times, 3, failed, "2026-11-22", 10)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the page without figures."""
    before, _, rest = deep.PAGE.read_text(encoding="utf-8").partition(deep.BEGIN)
    copy = tmp_path / "quality.md"
    empty = "\n".join([before + deep.BEGIN, deep.HEAD, deep.RULE, deep.END + rest.partition(deep.END)[2]])
    copy.write_text(empty, encoding="utf-8")
    monkeypatch.setattr(deep, "PAGE", copy)
    return copy


def test_a_piece_run_again_replaces_its_own_lines_only(page: Path) -> None:
    empty = page.read_text(encoding="utf-8")
    deep.note([a_line("kills", 20), a_line("kills", 30)], whole=True)
    deep.note([a_line("disk", 5)], whole=True)

    deep.note([a_line("kills", 500)], whole=True)

    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if "something broken" in line]
    assert rows == [str(a_line("disk", 5)), str(a_line("kills", 500))]
    assert [line for line in page.read_text(encoding="utf-8").splitlines() if line not in rows] == empty.splitlines()


def test_a_part_of_a_piece_replaces_the_lines_of_its_own_work(page: Path) -> None:
    deep.note([a_line("kills", 20), a_line("kills", 20, engine="postgresql")], whole=True)

    deep.note([a_line("kills", 500)], whole=False)

    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if "something broken" in line]
    assert rows == [str(a_line("kills", 20, engine="postgresql")), str(a_line("kills", 500))]


def test_a_failed_test_is_never_told_as_nothing_wrong() -> None:
    assert "| 0 | 3 | 0 |" in str(a_line("kills", 500))
    assert "| see tests | 3 | 1 |" in str(a_line("kills", 500, failed=1))


def test_the_pieces_are_tests_that_are_there() -> None:
    assert [path for paths in deep.PIECES.values() for path in paths if not (deep.ROOT / path).exists()] == []
    assert {f"| {piece} |" for piece in deep.PIECES if f"| {piece} |" not in deep.PAGE.read_text("utf-8")} == set()


def test_a_strange_piece_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert deep.main(["kils"]) == 2
    assert "kils" in capsys.readouterr().err
