"""Signed packages: made twice they are the same bytes; whatever is changed in one is named, by two checks apart."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.audit import checkpoint, independent, package
from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Reversal
from precursors.audit.package import KEY, MANIFEST, OWN, SIGNATURE, Damaged, Part, opened, pack, wrong
from precursors.audit.proof import prove_all
from precursors.db.engine import Database

SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOTE = checkpoint.sign(checkpoint.Head(1, bytes(32)), SIGNING)
WORDS = {"kind": "evidence", "about": "CAS-2026-000001-A"}


def a_package(path: Path, *parts: Part, key: Ed25519PrivateKey = SIGNING, note: str = NOTE) -> Path:
    pack(path, parts or [Part("index.html", b"<p>two</p>"), Part("records/a.json", b"{}")], WORDS, note, key)
    return path


def said(path: Path, public: bytes | None = None) -> tuple[str | None, str | None]:
    """Code and file that the registry's check names."""
    try:
        with opened(path) as held:
            found = wrong(held, public)
    except Damaged:
        return "package.damaged", None
    return (found.code, found.values.get("name")) if found else (None, None)


def rebuilt(path: Path, out: Path, change: Callable[[str, bytes], bytes | None], **added: bytes) -> Path:
    """The archive with each file as `change` leaves it; None leaves it out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            made = change(name, old.read(name))
            if made is not None:
                new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), made)
        for name, content in added.items():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out


def flipped(wanted: str, name: str, content: bytes) -> bytes:
    """The content with one bit of its last octet but one turned, if it is that of the wanted file."""
    return content[:-2] + bytes([content[-2] ^ 1]) + content[-1:] if name == wanted else content


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "photo"
    source.write_bytes(b"jpeg")
    parts = [Part("documents/photo.jpg", source), Part("index.html", b"<p>")]

    one, two = a_package(tmp_path / "1.zip", *parts), a_package(tmp_path / "2.zip", *reversed(parts))

    assert one.read_bytes() == two.read_bytes()
    assert said(one, checkpoint.public_bytes(SIGNING)) == (None, None)
    assert independent.main([str(one)]) == 0


def test_whichever_file_is_changed_is_named_by_both_checks(tmp_path: Path) -> None:
    good = a_package(tmp_path / "good.zip")
    with opened(good) as held:
        names = [MANIFEST, SIGNATURE, *(each["name"] for each in held.manifest["files"])]

    for at, name in enumerate(names):
        spoilt = rebuilt(good, tmp_path / f"{at}.zip", partial(flipped, name))
        code, told = said(spoilt)
        assert code is not None, name
        assert told in (name, None), name
        assert told == name or name in OWN, name
        assert independent.main([str(spoilt)]) == 1, name
    assert len(names) == 7


def test_a_file_left_out_or_put_in_is_named(tmp_path: Path) -> None:
    good = a_package(tmp_path / "good.zip")

    less = rebuilt(good, tmp_path / "less.zip", lambda n, b: None if n == "records/a.json" else b)
    more = rebuilt(good, tmp_path / "more.zip", lambda _, b: b, extra=b"x")

    assert said(less) == ("package.missing", "records/a.json")
    assert said(more) == ("package.added", "extra")
    assert independent.main([str(less)]) == independent.main([str(more)]) == 1


def test_a_package_of_another_key_is_refused_where_one_knows_the_registrys(tmp_path: Path) -> None:
    note = checkpoint.sign(checkpoint.Head(1, bytes(32)), OTHER)
    forged = a_package(tmp_path / "forged.zip", key=OTHER, note=note)
    trusted = tmp_path / "registry.pub"
    trusted.write_bytes(b64encode(checkpoint.public_bytes(SIGNING)) + b"\n")

    assert said(forged) == (None, None)
    assert said(forged, checkpoint.public_bytes(SIGNING))[0] == "package.other-key"
    assert independent.main([str(forged), str(trusted)]) == 1


def test_a_list_signed_again_by_somebody_else_does_not_pass_for_ours(tmp_path: Path) -> None:
    good, forged = a_package(tmp_path / "good.zip"), a_package(tmp_path / "forged.zip", key=OTHER)
    with zipfile.ZipFile(forged) as theirs:
        signature = theirs.read(SIGNATURE)

    mixed = rebuilt(good, tmp_path / "mixed.zip", lambda n, b: signature if n == SIGNATURE else b)

    assert said(mixed)[0] == "package.signature"
    assert independent.main([str(mixed)]) == 1


@pytest.mark.parametrize("name", ["../up", "/abs", "a//b", ".hidden", "a/../b", "a\\b", "a:b", "x" * 101, "é"])
def test_no_path_leads_out_of_a_package(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="plain names"):
        a_package(tmp_path / "bad.zip", Part(name, b""))
    good = a_package(tmp_path / "good.zip")
    assert said(rebuilt(good, tmp_path / "sly.zip", lambda _, b: b, **{name: b"x"}))[0] == "package.damaged"


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="different"):
        a_package(tmp_path / "bad.zip", Part("a", b""), Part("A", b""))


def test_bytes_beside_the_files_are_refused(tmp_path: Path) -> None:
    good = a_package(tmp_path / "good.zip").read_bytes()
    for at, sly in enumerate((b"before" + good, good + b"behind")):
        path = tmp_path / f"{at}.zip"
        path.write_bytes(sly)
        assert said(path)[0] == "package.damaged"


def test_what_unfolds_to_more_than_was_promised_is_not_unfolded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 1_000_000)
    good = a_package(tmp_path / "good.zip")

    assert said(bomb)[0] == "package.damaged"
    monkeypatch.setattr(package, "MOST_LISTED", 10)
    monkeypatch.setattr(package, "MOST_BYTES", 10)
    assert said(good)[0] == "package.damaged"


@given(st.binary(max_size=2_000))
@settings(max_examples=60)
def test_no_bytes_break_the_check(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.zip"
    path.write_bytes(octets)

    assert said(path)[0] == "package.damaged"


@given(st.data())
@settings(max_examples=80)
def test_a_changed_octet_anywhere_breaks_no_check(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    octets = bytearray(a_package(folder / "good.zip").read_bytes())
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
    path = folder / "spoilt.zip"
    path.write_bytes(octets)

    said(path)
    assert independent.main([str(path)]) in (0, 1)


def test_proofs_inside_are_checked_against_the_log_head_of_the_package(database: Database, tmp_path: Path) -> None:
    def unit(session: object) -> int:
        act = open_act(session, "try", Actor("tester"))  # type: ignore[arg-type] # as `write` gives it
        key = act.add(Reversal, {"target": 1})
        act.add(Reversal, {"target": 2})
        act.seal()
        return key

    first = database.write(unit)
    with database.read() as session:
        proofs = list(prove_all(session, [first + 1, first], SIGNING))
    good = a_package(
        tmp_path / "good.zip",
        *(Part(f"proofs/{at}.json", json.dumps(each).encode()) for at, each in enumerate(proofs)),
        note=proofs[0]["checkpoint"],
    )
    lying = [proofs[0] | {"record": proofs[1]["record"]}, proofs[1]]
    bad = a_package(
        tmp_path / "bad.zip",
        *(Part(f"proofs/{at}.json", json.dumps(each).encode()) for at, each in enumerate(lying)),
        note=proofs[0]["checkpoint"],
    )
    older = a_package(tmp_path / "older.zip", Part("proofs/0.json", json.dumps(proofs[0]).encode()))

    assert said(good) == (None, None)
    assert independent.main([str(good)]) == 0
    assert said(bad) == ("package.proof", "proofs/0.json")
    assert said(older) == ("package.proof", "proofs/0.json")
    assert independent.main([str(bad)]) == independent.main([str(older)]) == 1


def alone(folder: Path, *words: str) -> tuple[int, str]:
    """What the script of a package says, run by a Python that knows nothing but its own library."""
    call = [sys.executable, "-I", "-S", "verify.py", *words]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    assert not done.stderr
    return done.returncode, done.stdout


def test_the_script_inside_checks_the_package_it_came_in(tmp_path: Path) -> None:
    good = a_package(tmp_path / "good.zip")
    with zipfile.ZipFile(good) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
        key = archive.read(KEY)
    (tmp_path / "registry.pub").write_bytes(key)

    code, told = alone(tmp_path, "good.zip", "registry.pub")

    assert code == 0, told
    assert "5 files are as they were signed" in told
    assert "compare it" not in told
    assert alone(tmp_path)[0] == alone(tmp_path, "--help")[0] == 2  # nothing was unpacked here
    assert set(runpy.run_path(str(tmp_path / "verify.py"))) >= {"told", "signed"}


def test_the_script_run_in_the_unpacked_folder_says_of_each_file_whether_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(a_package(tmp_path / "good.zip")) as archive:
        archive.extractall(tmp_path / "good")
        names = archive.namelist()
    (tmp_path / "good" / ".DS_Store").write_bytes(b"laid there by the system")

    code, told = alone(tmp_path / "good")

    assert code == 0, told
    assert all(any(line.startswith(f"{name} ") for line in told.splitlines()) for name in names if name != SIGNATURE)
    assert "5 files are as they were signed" in told
    assert "compare it with the registry's" in told
    for name in names:
        spoilt = tmp_path / name.replace("/", "_")
        shutil.copytree(tmp_path / "good", spoilt)
        octets = (spoilt / name).read_bytes()
        (spoilt / name).write_bytes(octets + b"#" if name == "verify.py" else bytes([octets[0] ^ 1]) + octets[1:])
        code, told = alone(spoilt)
        assert code == 1, name
        assert "NOT AS IT WAS SIGNED" in told
        assert name in told or name in (SIGNATURE, KEY), name


def test_the_script_names_every_file_that_is_missing_or_was_put_beside(tmp_path: Path) -> None:
    with zipfile.ZipFile(a_package(tmp_path / "good.zip")) as archive:
        archive.extractall(tmp_path / "sly")
    (tmp_path / "sly" / "records" / "a.json").unlink()
    (tmp_path / "sly" / "records" / "letter.pdf").write_bytes(b"%PDF")
    (tmp_path / "sly" / package.NOTE).write_bytes(b"another")

    code, told = alone(tmp_path / "sly")

    assert code == 1
    for sentence in (
        "records/a.json is missing",
        "records/letter.pdf is not in the list",
        f"{package.NOTE}: its bytes",
    ):
        assert f"NOT AS IT WAS SIGNED: {sentence}" in told


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
@settings(max_examples=40)
def test_the_scripts_signature_check_agrees_with_the_librarys(secret: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    signature = bytearray(key.sign(message))
    public = checkpoint.public_bytes(key)

    assert independent.signed(public, message, bytes(signature))
    assert not independent.signed(public, message + b"x", bytes(signature))
    signature[bit >> 3] ^= 1 << (bit & 7)
    assert not independent.signed(public, message, bytes(signature))
