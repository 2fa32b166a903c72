"""`import`: what must fail fails before anything is written; what fails afterwards hides nothing."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

import precursors.cli.imports
from tests.factories import Registry, a_workbook, shipments


def half_good(tmp_path: Path) -> Path:
    """Two good rows and a bad one."""
    return a_workbook(tmp_path / "a.xlsx", [*shipments(2), shipments(1)[0] | {"line": "9", "substance": "Maple syrup"}])


@pytest.mark.parametrize("target", ["no/such/folder.xlsx", "a-file/rejects.xlsx", "n" * 300])
def test_rejects_that_cannot_be_written_are_refused_before_anything_is(
    registry: Registry, tmp_path: Path, target: str
) -> None:
    (tmp_path / "a-file").write_text("no folder", encoding="utf-8")
    acts = registry.verified().acts

    said = registry.take(half_good(tmp_path), "--accept-good", "--rejects", tmp_path / target, code=2)

    assert said.err.startswith("precursors: --rejects ")
    assert said.err.count("\n") == 1
    assert set(said.json) == {"code", "message"}
    assert (registry.standing(), registry.verified().acts) == (0, acts)


def test_trying_the_place_of_the_rejects_leaves_nothing_there(registry: Registry, tmp_path: Path) -> None:
    good = a_workbook(tmp_path / "good.xlsx", shipments(1))
    out = tmp_path / "out"
    out.mkdir()

    registry.take(good, "--rejects", out / "rejects.xlsx")

    assert list(out.iterdir()) == []


@pytest.mark.parametrize("wrong", [OSError(errno.ENOSPC, "No space left on device"), ValueError("two\nlines")])
def test_rejects_that_fail_after_the_act_are_a_warning_beside_the_answer(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception
) -> None:
    def full(*_: object) -> int:
        raise wrong

    monkeypatch.setattr(precursors.cli.imports, "write_rejects", full)

    said = registry.take(half_good(tmp_path), "--accept-good", "--rejects", tmp_path / "r.xlsx", code=1)

    assert said.json["state"] == "committed"
    assert registry.standing() == 2
    assert "r.xlsx" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("name", ["no-such-code-page", "base64", "rot13"])
def test_a_code_page_nobody_knows_is_refused_whatever_the_file(registry: Registry, tmp_path: Path, name: str) -> None:
    said = registry.take(a_workbook(tmp_path / "a.xlsx", shipments(1)), "--encoding", name, code=2)

    assert said.err == f"precursors: --encoding {name}: no such code page\n"
    assert registry.standing() == 0


def test_the_edition_in_use_is_kept_before_a_row_names_it(registry: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(1))

    registry.take(file, "--dry-run")
    preview = registry.rows("SELECT count(*) FROM document")
    registry.take(file)

    assert preview == [(0,)]
    kinds = [kind for (kind,) in registry.rows("SELECT kind FROM act ORDER BY id")]
    assert kinds.index("seed") < kinds.index("import-shipments")
    assert registry.rows("SELECT count(*) FROM document WHERE role = 'edition'") > [(10,)]
    assert registry.verified().broken is None
