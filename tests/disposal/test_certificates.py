"""A certificate on paper: set as PDF, sealed and stamped, its hash recorded, checked by anybody with or without us."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from precursors.audit.checkpoint import load_key, make_key, public_bytes
from precursors.audit.verify import verify
from precursors.cli.main import main
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from precursors.disposal.rules.balance import exact_kg
from tests.asking import shown
from tests.disposal.makers import OWNER, PEOPLE, Site, a_protocol, a_site, certified
from tests.disposal.sealing import PASSWORD, Held, an_authority, asn1, held, pem, seals
from tests.people import an_app, at, signed_in_client


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture(scope="module")
def root() -> Held:
    return held("Root of the test")


def an_office(site: Site, home: Path, **settings: str) -> Flask:
    """The application with a signing key, at the test's time."""
    made = an_app(site.database, home, **settings)
    at(made, site.now)
    make_key(made.extensions["here"].settings.signing_key_file)
    return made


def browser(app: Flask, site: Site, name: str) -> FlaskClient:
    """A browser of one of the people."""
    agency, roles = PEOPLE[name]
    return signed_in_client(app, site.database, roles, agency, name)


def kept(app: Flask, site: Site, ref: str) -> tuple[bytes, str]:
    """The document that the issuer records, and its page."""
    iris = browser(app, site, "iris")
    page = f"/disposal/certificates/{ref}"
    assert iris.post(f"{page}/document").status_code == 303
    shows = iris.get(page)
    (address,) = set(re.findall(r'href="(/documents/[0-9a-f]{64})"', shows.text))
    return iris.get(address).data, page


def test_kilograms_on_paper_are_exact() -> None:
    assert [exact_kg(ug) for ug in (0, 1, 400_000, 10**9, 1_500_000_000, -1)] == [
        "0.000", "0.000000001", "0.0004", "1.000", "1.500", "-0.000000001",
    ]  # fmt: skip


def test_a_certificate_is_set_in_every_language_with_law_bilingual_where_nobody_has_reviewed_it(
    site: Site, tmp_path: Path
) -> None:
    ref = certified(site, a_protocol(site))
    app = an_office(site, tmp_path)
    client = browser(app, site, "dora")

    for language in LANGUAGES:
        made = client.get(f"/disposal/certificates/{ref}/certificate.pdf", headers={"Accept-Language": language}).data
        page = client.get(f"/disposal/certificates/{ref}", headers={"Accept-Language": language}).text
        reader = PdfFileReader(BytesIO(made))

        assert b"pdfaid" in made
        assert reader.root["/Lang"].startswith(language)
        assert len(enclosed(made)) == 2
        assert ("\u206867-64-1\u2069" in page) is (language == "ar")
        assert json.loads(enclosed(made)[f"{ref}.json"])["order"]["number"] == "D-1"
        assert page.count("The witnesses declare") == 1
        assert page.count('<span lang="') == (3 if language == "en" else 6)


def test_without_a_signing_key_a_certificate_is_shown_and_says_that_it_cannot_be_proved_yet(
    site: Site, tmp_path: Path
) -> None:
    ref = certified(site, a_protocol(site))
    app = an_office(site, tmp_path)
    app.extensions["here"].settings.signing_key_file.unlink()
    iris = browser(app, site, "iris")
    page = f"/disposal/certificates/{ref}"

    text = shown(iris.get(page))
    kept = iris.post(f"{page}/document")

    assert "499.9999996" in text
    assert "cannot be proved yet: the registry has no signing key" in text
    assert f"{page}/proof" not in text
    for answer in (iris.get(f"{page}/proof"), iris.get(f"{page}/certificate.pdf"), kept):
        assert answer.status_code == 503
        assert "This registry has no signing key that can be read" in answer.text


def enclosed(paper: bytes) -> dict[str, bytes]:
    """The files within a PDF."""
    names = PdfFileReader(BytesIO(paper)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    specs = [names[n] for n in range(1, len(names), 2)]
    return {str(spec["/UF"]): spec["/EF"]["/F"].data for spec in specs}


def test_every_amount_on_the_page_is_the_sealed_one_to_the_last_microgram(site: Site, tmp_path: Path) -> None:
    ref = certified(site, a_protocol(site))
    page = shown(browser(an_office(site, tmp_path), site, "dora").get(f"/disposal/certificates/{ref}"))

    assert "499.9999996" in page
    assert "0.0000004" in page
    assert "UN1090" in page
    assert "drafts that no chemist" in page


def test_a_moment_is_written_as_the_reader_writes_it_with_the_sealed_instant_behind(site: Site, tmp_path: Path) -> None:
    ref = certified(site, a_protocol(site))
    client = browser(an_office(site, tmp_path), site, "dora")
    sealed = site.now.isoformat(timespec="seconds")

    for language, shows in (("en", f"{site.now:%Y}, {site.now:%H:%M} ({sealed})"), ("ar", f"(\u2068{sealed}\u2069)")):
        page = client.get(f"/disposal/certificates/{ref}", headers={"Accept-Language": language})
        assert shows in unescape(page.text), language


def test_the_balance_of_a_few_lots_stands_part_under_part(site: Site, tmp_path: Path) -> None:
    ref = certified(site, a_protocol(site))
    page = browser(an_office(site, tmp_path), site, "dora").get(f"/disposal/certificates/{ref}").text

    assert re.search(r'<th scope="row"><bdi>Unexplained</bdi></th><td class="number"><bdi>0.0000004</bdi></td>', page)
    assert '<th scope="row"><bdi>Sample kept</bdi>' in page


def test_a_recorded_certificate_is_checked_by_anybody_and_without_the_registry(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = certified(site, a_protocol(site))
    other = certified(site, f"{a_protocol(site, version=2)}", "D-2")
    app = an_office(site, tmp_path)
    paper, page = kept(app, site, ref)
    strange, _ = kept(app, site, other)
    client = browser(app, site, "dora")
    (code,) = set(re.findall(r"/verify/([A-Z2-7-]{29})", client.get(page).text))
    proof, file, wrong, key = (tmp_path / name for name in ("p.json", "c.pdf", "w.pdf", "registry.pub"))
    proof.write_bytes(client.get(f"{page}/proof").data)
    file.write_bytes(paper)
    wrong.write_bytes(strange)
    key.write_bytes(b64encode(public_bytes(load_key(tmp_path / "signing.key"))))
    public = app.test_client()

    def asked(octets: bytes) -> str:
        return shown(public.post(f"/verify/{code}", data={"file": (BytesIO(octets), "c.pdf")}))

    assert "This very file was recorded" in asked(paper)
    assert "none of those recorded" in asked(strange)
    assert "none of those recorded" in asked(paper + b"\n")
    assert "wanda" not in asked(paper)
    assert proven(capsys, proof, key) == (0, None)
    assert proven(capsys, proof, key, file) == (0, None)
    assert proven(capsys, proof, key, wrong) == (1, "proof.no-document")
    with site.database.read() as session:
        assert verify(session).broken is None


def proven(
    capsys: pytest.CaptureFixture[str], proof: Path, key: Path, document: Path | None = None
) -> tuple[int, str | None]:
    """What `verify-proof` ends with, and its code."""
    told = ["precursors", "verify-proof", str(proof), "--key", str(key), "--json"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [*told, *(["--document", str(document)] if document else [])])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)["code"]


def test_the_document_of_one_certificate_is_none_of_another_even_when_its_proof_is_copied_over(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = certified(site, a_protocol(site))
    other = certified(site, f"{a_protocol(site, version=2)}", "D-2")
    app = an_office(site, tmp_path)
    paper, page = kept(app, site, ref)
    client = browser(app, site, "dora")
    mine = client.get(f"{page}/proof").get_json(force=True)
    foreign = client.get(f"/disposal/certificates/{other}/proof").get_json(force=True)
    file, proof, key = tmp_path / "c.pdf", tmp_path / "p.json", tmp_path / "registry.pub"
    file.write_bytes(paper)
    key.write_bytes(b64encode(public_bytes(load_key(tmp_path / "signing.key"))))

    proof.write_text(json.dumps(foreign | {"documents": mine["documents"]}))
    assert proven(capsys, proof, key, file) == (1, "proof.no-document")
    mine["documents"][0]["document"]["leaf"]["path"] = []
    proof.write_text(json.dumps(mine))
    assert proven(capsys, proof, key, file) == (1, "proof.record")


@pytest.fixture
def stamping(root: Held) -> Iterator[str]:
    with an_authority(root) as address:
        yield address


def test_a_recorded_certificate_bears_the_agencys_seal_and_a_time_stamp(
    site: Site, tmp_path: Path, root: Held, stamping: str
) -> None:
    ref = certified(site, a_protocol(site))
    folder = seals(tmp_path / "seals", root, OWNER, "registry")
    told = {"PRECURSORS_SEALS": str(folder), "PRECURSORS_SEALS_PASSWORD": PASSWORD, "PRECURSORS_TSA_URL": stamping}
    paper, _ = kept(an_office(site, tmp_path, **told), site, ref)

    (signature,) = PdfFileReader(BytesIO(paper)).embedded_signatures
    trusted = ValidationContext(trust_roots=[asn1(root)])
    verdict = validate_pdf_signature(signature, trusted, trusted)

    assert verdict.bottom_line, verdict.pretty_print_details()
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert verdict.signing_cert.subject.native["common_name"] == f"Seal of {OWNER}"
    assert verdict.timestamp_validity.valid
    assert b"pdfaid" in paper


@pytest.mark.skipif(not shutil.which("openssl") and not os.environ.get("CI"), reason="there is no openssl here")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_openssl_which_knows_nothing_of_pdf_says_the_same_of_the_seal(site: Site, tmp_path: Path, root: Held) -> None:
    ref = certified(site, a_protocol(site))
    told = {"PRECURSORS_SEALS": str(seals(tmp_path / "seals", root, "registry")), "PRECURSORS_SEALS_PASSWORD": PASSWORD}
    paper, _ = kept(an_office(site, tmp_path, **told), site, ref)

    assert holds(paper, tmp_path, root)
    assert not holds(paper.replace(b"%PDF-1.", b"%PDF-2.", 1), tmp_path, root)


def holds(paper: bytes, folder: Path, root: Held) -> bool:
    """Whether openssl, which knows nothing of PDF, says that the bytes a PDF's signature names are those signed."""
    spans = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", paper)
    assert spans is not None
    first, size, second, rest = map(int, spans.groups())
    octets = bytes.fromhex(paper[first + size + 1 : second - 1].decode())
    (folder / "signed").write_bytes(paper[first : first + size] + paper[second : second + rest])
    (folder / "signature").write_bytes(cms.ContentInfo.load(octets).dump())
    (folder / "root.pem").write_bytes(pem(root))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "signed"]
    command += ["-CAfile", "root.pem", "-purpose", "any", "-out", "checked"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_cannot_be_sealed_is_not_recorded(site: Site, tmp_path: Path, root: Held) -> None:
    ref = certified(site, a_protocol(site))
    folder = seals(tmp_path / "seals", root, "registry")
    nobody = {"PRECURSORS_SEALS": str(folder), "PRECURSORS_SEALS_PASSWORD": PASSWORD}
    for told, said in (
        ({"PRECURSORS_SEALS": str(folder), "PRECURSORS_SEALS_PASSWORD": "else"}, "cannot be opened"),
        (nobody | {"PRECURSORS_TSA_URL": "http://127.0.0.1:9/"}, "nothing was recorded"),
    ):
        app = an_office(site, tmp_path, **told)
        answer = browser(app, site, "iris").post(f"/disposal/certificates/{ref}/document", follow_redirects=True)
        assert said in shown(answer)
        assert "/documents/" not in answer.text


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_the_agency_stated_last_is_offered_again(site: Site, tmp_path: Path) -> None:
    ref = certified(site, a_protocol(site))
    client = browser(an_office(site, tmp_path), site, "iris")
    order = json.loads(client.get(f"/disposal/certificates/{ref}/proof").data)["ref"]
    assert order == ref
    (number,) = set(re.findall(r"/disposal/(DSP-[\w-]+)", client.get(f"/disposal/certificates/{ref}").text))

    told = {"reason": "address", "registrant_address": "1 Quay", "registrant_phone": "", "registrant_contact": "Iris"}
    assert client.post(f"/disposal/{number}/correct", data=told).status_code == 303
    form = client.get(f"/disposal/{number}/correct").text

    assert 'value="1 Quay"' in form


@pytest.mark.skipif(not shutil.which("openssl") and not os.environ.get("CI"), reason="there is no openssl here")
def test_a_checkpoint_bears_a_time_stamp_that_openssl_reads(
    database: Database,
    tmp_path: Path,
    root: Held,
    stamping: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    told = {"HOME": str(tmp_path), "DATABASE_URL": url, "TSA_URL": stamping}
    make_key(tmp_path / "signing.key")
    (tmp_path / "root.pem").write_bytes(pem(root))
    for name, value in told.items():
        monkeypatch.setenv(f"PRECURSORS_{name}", value)
    monkeypatch.setattr(sys, "argv", ["precursors", "checkpoint", str(tmp_path / "head.note"), "--json"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code in {0, None}
    assert json.loads(capsys.readouterr().out)["stamp"] == str(tmp_path / "head.note.tst")
    assert attested(tmp_path)
    (tmp_path / "head.note").write_text("another head")
    assert not attested(tmp_path)


def attested(folder: Path) -> bool:
    """Whether openssl says that the token is one over these very octets, by somebody the root vouches for."""
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "head.note.tst", "-data", "head.note"]
    return (
        subprocess.run([*command, "-CAfile", "root.pem"], cwd=folder, capture_output=True, check=False).returncode == 0
    )
