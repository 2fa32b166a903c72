"""What `doctor` says of the address that people are given, of files for their owner alone and of the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.app.doctor import examine, is_here
from precursors.config.settings import load
from precursors.db.engine import Database
from tests.tampering import shell


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, None),
        ({"PRECURSORS_TRUSTED_PROXIES": "1"}, "address.default"),
        ({"PRECURSORS_TRUSTED_PROXIES": "1", "PRECURSORS_PUBLIC_URL": "https://registry.example"}, None),
        ({"PRECURSORS_PUBLIC_URL": "http://registry.example"}, "address.plain"),
    ],
)
def test_an_address_left_at_its_default_or_without_encryption_is_told(
    tmp_path: Path, environ: dict[str, str], code: str | None
) -> None:
    found = examine(load({"PRECURSORS_HOME": str(tmp_path)} | environ))

    assert [each.code for each in found if each.code.startswith("address.")] == ([code] if code else [])


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_host_is_here_when_no_other_machine_reaches_it(host: str) -> None:
    assert is_here(host)
    assert not is_here(f"{host}.example")


@pytest.mark.parametrize(("mode", "codes"), [(0o600, []), (0o640, ["seal.readable"]), (0o604, ["seal.readable"])])
def test_a_file_papers_are_sealed_with_is_for_its_owner_alone(tmp_path: Path, mode: int, codes: list[str]) -> None:
    key = tmp_path / "XD-INS.p12"
    key.touch()
    key.chmod(mode)

    found = examine(load({"PRECURSORS_HOME": str(tmp_path), "PRECURSORS_SEALS": str(tmp_path)}))

    assert [each.code for each in found if each.code.startswith("seal.")] == codes


def test_a_log_ahead_of_the_clock_is_told(database: Database, url: str, tmp_path: Path) -> None:
    settings = load({"PRECURSORS_HOME": str(tmp_path), "PRECURSORS_DATABASE_URL": url})
    before = examine(settings)
    shell(url, "UPDATE act SET at = '2999-01-01T00:00:00.000000Z'", guards_off=True)

    after = examine(settings)

    assert "clock.behind-log" not in {each.code for each in before}
    assert "clock.behind-log" in {each.code for each in after}
