"""Read the settings once, say where each came from, and stop at the first wrong one.

Order of precedence: environment variable, `…_FILE` variable naming a file that holds the value, the TOML
file named by `PRECURSORS_CONFIG`, the default. A wrong setting raises `WrongSetting` with one sentence;
an unknown `PRECURSORS_*` name is reported in `Settings.unknown`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

PREFIX = "PRECURSORS_"
CLEARED = ("uploads", "originals", "links", "passwords", "jobs", "scratch", "notices", "entrances")
"""What is kept only for a time, and cleared away by the worker."""
FORGOTTEN = ("case-administrative", "case-investigation", "case-prosecution", "case-assistance")
"""Persons of cases by their purpose, whom somebody forgets by an act."""
KEPT = CLEARED + FORGOTTEN
"""Everything that has a period."""
LANGUAGES = ("en", "es", "fr", "pt", "ru", "ar")
LAST_PORT = 65_535


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it and says what was expected."""


def _plain(text: str) -> str:
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text):
        message = f"expected a whole number above 0, not {text!r}"
        raise ValueError(message)
    return int(text)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text):
        message = f"expected a whole number from 0 to 9, not {text!r}"
        raise ValueError(message)
    return int(text)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        message = f"expected one of {', '.join(LANGUAGES)}, not {text!r}"
        raise ValueError(message)
    return text


def _timezone(text: str) -> ZoneInfo:
    if text != "UTC" and text not in available_timezones():  # which reads a folder of hundreds of files
        message = f"expected an IANA time zone such as America/Lima, not {text!r}"
        raise ValueError(message)
    return ZoneInfo(text)


_HARMLESS = {"application_name", "connect_timeout", "dbname", "host", "port", "sslmode", "target_session_attrs", "user"}
"""What may be shown of an address's query; any other value could be a secret."""


def _masked(url: str) -> str:
    """An address without its secrets. Passwords may hold any sign, so all up to the last @ may be part of one."""
    scheme, _, rest = url.partition("://")
    before, at, behind = rest.rpartition("@")
    if "?" in before:
        return f"{scheme}://***"  # nobody can tell whether this @ ends a password or stands in the query
    user, colon, _ = before.partition(":")
    place, mark, query = behind.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&"))
    shown = "&".join(f"{name}={value}" if name in _HARMLESS else "***" for name, _, value in pairs)
    return f"{scheme}://{user}{colon and ':***'}{at}{place}{mark}{mark and shown}"


def _database_url(text: str) -> str:
    """Every PostgreSQL address means psycopg 3; anything but PostgreSQL or a SQLite file is refused."""
    url = re.sub(r"^postgres(?:ql)?(?:\+\w+)?://", "postgresql+psycopg://", text)
    if not url.startswith(("postgresql+psycopg://", "sqlite:///")):
        message = "expected an address that starts with postgresql:// or sqlite:///"
        raise ValueError(message)
    if url.startswith("sqlite:///"):
        if url.partition("?")[0].removeprefix("sqlite:///") in {"", ":memory:"}:
            message = "expected the path of a file behind sqlite:///; a registry in memory would be gone at once"
            raise ValueError(message)
    elif not _has_port(url):
        message = "expected a port from 1 to 65535 behind the host of postgresql://HOST:PORT/NAME"
        raise ValueError(message)
    return url


def _has_port(url: str) -> bool:
    """Whether what an address says behind its host's colon can be a port; it may say nothing."""
    place = re.split(r"[/?#]", url.partition("://")[2].rpartition("@")[2], maxsplit=1)[0]
    _, colon, port = place.rpartition(":")
    return not colon or place.endswith("]") or bool(re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) <= LAST_PORT)


def _public_url(text: str) -> str:
    """Where people find the pages; links that are handed out begin so."""
    if not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", text) or not _has_port(text):
        message = f"expected an address such as https://registry.example.org, not {text!r}"
        raise ValueError(message)
    return text.rstrip("/")


def _keep(text: str) -> tuple[tuple[str, int, date], ...]:
    """Periods of keeping: uploads=365, jobs=30@2027-01-01 (from that day on)."""
    periods = tuple(_period(part.strip()) for part in text.split(",") if part.strip())
    begins = [(what, first) for what, _, first in periods]
    twice = next((what for what, first in begins if begins.count((what, first)) > 1), None)
    if twice is not None:
        message = f"expected one period for {twice} from one day on, not two"
        raise ValueError(message)
    return periods


def _period(text: str) -> tuple[str, int, date]:
    found = re.fullmatch(r"([a-z]+(?:-[a-z]+)?)=([1-9][0-9]{0,4})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?", text)
    if found is None or found[1] not in KEPT:
        message = f"expected one of {', '.join(KEPT)} with days, such as uploads=365@2027-01-01, not {text!r}"
        raise ValueError(message)
    try:
        return found[1], int(found[2]), date.fromisoformat(found[3]) if found[3] else date.min
    except ValueError:
        message = f"expected a day of the calendar behind the @, such as 2027-01-01, not {found[3]!r}"
        raise ValueError(message) from None


def _tsa_url(text: str) -> str:
    """Address of an authority that stamps times by RFC 3161."""
    if not re.fullmatch(r"https?://[^/\s?#]+(/[^\s#]*)?", text) or not _has_port(text):
        message = f"expected an address such as https://tsa.example.org, not {text!r}"
        raise ValueError(message)
    return text


def _smtp_url(text: str) -> str:
    place = text.partition("?")[0]  # behind it an address of ours may stand, with an @ of its own
    if not re.fullmatch(r"smtps?://(.*@)?[^/:@\s]+(:\d+)?(/.*)?", place) or not _has_port(place):
        message = "expected an address that starts with smtp:// or smtps:// and names a host, such as smtp://mail:587"
        raise ValueError(message)
    return text


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name without the prefix, how its text is read, whether it must stay hidden."""

    name: str
    read: Callable[[str], Any]
    default: str
    secret: bool = False


SETTINGS = (
    Setting("HOME", _folder, "~/.local/share/precursors"),
    Setting("DATABASE_URL", _database_url, "", secret=True),
    Setting("OWNER_DATABASE_URL", _database_url, "", secret=True),
    Setting("SECRET_KEY", _plain, "", secret=True),
    Setting("SIGNING_KEY_FILE", _folder, ""),
    Setting("LANGUAGE", _language, "en"),
    Setting("TIMEZONE", _timezone, "UTC"),
    Setting("TRUSTED_PROXIES", _count, "0"),
    Setting("MAX_FILE_MB", _positive, "50"),
    Setting("MAX_ROWS", _positive, "1048576"),
    Setting("MAX_COLUMNS", _positive, "200"),
    Setting("PUBLIC_URL", _public_url, "http://127.0.0.1:8000"),
    Setting("KEEP", _keep, ""),
    Setting("SMTP_URL", _smtp_url, "", secret=True),
    Setting("SEALS", _folder, ""),
    Setting("SEALS_PASSWORD", _plain, "", secret=True),
    Setting("TSA_URL", _tsa_url, ""),
)
_KNOWN = {PREFIX + setting.name for setting in SETTINGS}
_KNOWN |= {name + "_FILE" for name in _KNOWN} | {PREFIX + "CONFIG"}
_OUTSIDE = {"PRECURSORS_TEST_DATABASE_URL", "PRECURSORS_TEST_BROWSER", "PRECURSORS_TEST_SCREENSHOTS"}
_OUTSIDE |= {"PRECURSORS_DEEP", "PRECURSORS_REQUIRE"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, ready to use; `origins` says where each came from."""

    home: Path
    database_url: str
    owner_database_url: str | None
    secret_key: str | None
    signing_key_file: Path
    language: str
    timezone: ZoneInfo
    trusted_proxies: int
    max_file_mb: int
    max_rows: int
    max_columns: int
    public_url: str
    smtp_url: str | None
    keep: tuple[tuple[str, int, date], ...] = ()
    seals: Path | None = None
    """Folder with the keys and certificates that papers are sealed with, `<AGENCY>.p12` or `registry.p12`."""
    seals_password: str | None = None
    """Opens those files."""
    tsa_url: str | None = None
    """Who stamps the time of seals and checkpoints."""
    origins: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def secret(self) -> str:
        """What signs sessions: the setting, or the file that `init` made. Raises WrongSetting."""
        return self.secret_key or _secret_of(PREFIX + "SECRET_KEY", str(self.home / "secret.key"))

    def shown(self) -> list[tuple[str, str, str]]:
        """(name, value, origin) of each setting; secrets are masked."""
        return [(PREFIX + s.name, self._face(s), self.origins[s.name]) for s in SETTINGS]

    def _face(self, setting: Setting) -> str:
        value = getattr(self, setting.name.lower())
        if value is None or value == ():
            return "(not set)"
        if setting.read is _keep:
            return ", ".join(
                f"{what}={days}" + (f"@{first}" if first > date.min else "") for what, days, first in value
            )
        if setting.secret:
            return _masked(str(value)) if "://" in str(value) else "***"
        return str(value)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises `WrongSetting` with one sentence."""
    environ = os.environ if environ is None else environ
    from_file = _toml(environ.get(PREFIX + "CONFIG"))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for setting in SETTINGS:
        text, origins[setting.name] = _text(setting, environ, from_file)
        try:
            values[setting.name.lower()] = setting.read(text) if text else None
        except ValueError as wrong:
            raise WrongSetting(f"{PREFIX}{setting.name} ({origins[setting.name]}): {wrong}.") from None
    names = {name for name in environ if name.startswith(PREFIX)} | set(from_file)
    unknown = tuple(sorted(names - _KNOWN - _OUTSIDE))
    return Settings(**_completed(values), origins=origins, unknown=unknown)


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    home = values["home"].absolute()
    url = values["database_url"] or f"sqlite:///{home / 'registry.sqlite3'}"
    key = values["signing_key_file"] or home / "signing.key"
    return values | {"keep": values["keep"] or (), "home": home, "database_url": url, "signing_key_file": key}


def _text(setting: Setting, environ: Mapping[str, str], from_file: Mapping[str, str]) -> tuple[str, str]:
    name = PREFIX + setting.name
    if said := environ.get(name, "").strip():
        return said, "environment"
    if place := environ.get(name + "_FILE", "").strip():
        if held := _secret_of(name + "_FILE", place):
            return held, f"file of {name}_FILE"
        raise WrongSetting(f"{name}_FILE: the file {place} is empty; expected the value of {name} in it.")
    if said := from_file.get(name, "").strip():
        return said, f"{PREFIX}CONFIG"
    return setting.default, "default"


def _secret_of(name: str, place: str) -> str:
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongSetting(f"{name}: the file {place} cannot be read ({wrong}).") from None


def _toml(place: str | None) -> dict[str, str]:
    if not place:
        return {}
    try:
        content = tomllib.loads(Path(place).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise WrongSetting(f"{PREFIX}CONFIG: the file {place} cannot be read ({wrong}).") from None
    for name, value in content.items():
        if name.startswith(PREFIX) and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise WrongSetting(f"{name} ({PREFIX}CONFIG): expected a text or a whole number in {place}.")
    return {name: str(value) for name, value in content.items()}
