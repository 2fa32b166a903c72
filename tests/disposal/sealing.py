"""Keys and certificates made for a test, a folder of seals, and an authority that stamps times on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

PASSWORD = "wax and string"
NOW = datetime.now(UTC)


class Held(NamedTuple):
    """A key with its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def held(name: str, by: Held | None = None, usage: x509.ObjectIdentifier | None = None) -> Held:
    """A key and certificate of this name; without `by` one that issues others."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(own).issuer_name(by.certificate.subject if by else own)
    built = built.public_key(key.public_key()).serial_number(x509.random_serial_number())
    built = built.not_valid_before(NOW - timedelta(days=2)).not_valid_after(NOW + timedelta(days=400))
    built = built.add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
    signing = by is not None
    built = built.add_extension(
        x509.KeyUsage(
            digital_signature=signing, content_commitment=signing, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=not signing, crl_sign=not signing, encipher_only=False,
            decipher_only=False,
        ),
        critical=True,
    )  # fmt: skip
    if usage is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return Held(key, built.sign((by or Held(key, None)).key, hashes.SHA256()))  # type: ignore[arg-type] # its own key


def seals(folder: Path, root: Held, *names: str) -> Path:
    """A folder with a key and certificate for each name, opened by `PASSWORD`."""
    folder.mkdir()
    for name in names:
        own = held(f"Seal of {name}", root)
        octets = pkcs12.serialize_key_and_certificates(
            name.encode(), own.key, own.certificate, [root.certificate], BestAvailableEncryption(PASSWORD.encode())
        )
        (folder / f"{name}.p12").write_bytes(octets)
    return folder


def pem(own: Held) -> bytes:
    """The certificate as other tools read it."""
    return own.certificate.public_bytes(Encoding.PEM)


def asn1(own: Held) -> asn1_x509.Certificate:
    """The same for pyHanko."""
    return asn1_x509.Certificate.load(own.certificate.public_bytes(Encoding.DER))


@contextmanager
def an_authority(root: Held) -> Iterator[str]:
    """The address of a time-stamp authority (RFC 3161) on this machine."""
    own = held("Clock of the test", root, ExtendedKeyUsageOID.TIME_STAMPING)
    secret = own.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    clock = DummyTimeStamper(asn1(own), asn1_keys.PrivateKeyInfo.load(secret))

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            octets = clock.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
