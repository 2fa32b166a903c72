"""A signing key that is lost or exchanged: the log and `doctor` tell, and heads of the old key can still be checked."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from precursors.audit.checkpoint import load_key, make_key, public_bytes
from precursors.audit.signing import KIND, fingerprint
from tests.factories import Registry


def named(registry: Registry) -> list[str]:
    """The keys the log names, in order."""
    return [key for (key,) in registry.rows("SELECT reason FROM act WHERE kind = :kind ORDER BY id", kind=KIND)]


def public(registry: Registry) -> bytes:
    """The public key of the installation."""
    return public_bytes(load_key(registry.home / "signing.key"))


@pytest.mark.owner
def test_a_key_that_was_lost_is_followed_by_another_and_the_log_says_so(registry: Registry, tmp_path: Path) -> None:
    registry.run("init", code=0)
    head, old = tmp_path / "head.note", public(registry)
    (tmp_path / "old.pub").write_text(b64encode(old).decode())
    registry.run("checkpoint", head, code=0)
    (registry.home / "signing.key").unlink()

    for _ in range(2):
        registry.run("init", code=0)

    assert named(registry) == [fingerprint(old), fingerprint(public(registry))]
    assert "--key" in registry.run("verify", "--checkpoint", head, code=2).err
    assert registry.run("verify", "--checkpoint", head, "--key", tmp_path / "old.pub", "--json", code=0).json["ok"]


@pytest.mark.owner
def test_a_key_that_was_exchanged_by_hand_is_told(registry: Registry) -> None:
    registry.run("init", code=0)
    before = registry.run("doctor", "--json").json["findings"]
    (registry.home / "signing.key").unlink()
    make_key(registry.home / "signing.key")

    after = registry.run("doctor", "--json", code=1).json["findings"]

    assert "key.other" not in {each["code"] for each in before}
    assert "key.other" in {each["code"] for each in after}


def test_without_a_key_nothing_is_signed_and_one_sentence_says_why(registry: Registry, tmp_path: Path) -> None:
    (registry.home / "signing.key").unlink()

    said = registry.run("checkpoint", tmp_path / "head.note", code=2)

    assert said.err.startswith("precursors: the signing key ")
    assert not (tmp_path / "head.note").exists()


@pytest.mark.parametrize("octets", [b"", b"\xff\xfe", "é".encode(), b"QUJD"])
def test_what_is_no_public_key_is_refused_in_one_sentence(registry: Registry, tmp_path: Path, octets: bytes) -> None:
    registry.run("checkpoint", tmp_path / "head.note", code=0)
    (tmp_path / "registry.pub").write_bytes(octets)

    said = registry.run("verify", "--checkpoint", tmp_path / "head.note", "--key", tmp_path / "registry.pub", code=2)

    assert "Error" not in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize("root", ["é", "QUJD", "!"])
def test_what_is_no_checkpoint_is_refused_in_one_sentence(registry: Registry, tmp_path: Path, root: str) -> None:
    (tmp_path / "head.note").write_text(f"precursors.registry\n3\n{root}\n\n— x y\n", encoding="utf-8")

    said = registry.run("verify", "--checkpoint", tmp_path / "head.note", code=2)

    assert "Error" not in said.err
    assert "head.note" in said.err
