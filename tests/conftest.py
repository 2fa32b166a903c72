"""Databases for tests: an SQLite file and a PostgreSQL clone, both migrated once a run and copied for each test."""

from __future__ import annotations

import os
import resource
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from precursors.app.registry import guards
from precursors.app.setup import found
from precursors.db.engine import ASIDE, Database
from precursors.db.guards import grant, grant_aside
from precursors.db.migrate import move, move_aside
from precursors.i18n import catalogue
from tests import thrift
from tests.factories import Registry, a_registry, checks_kept
from tests.postgres import NoServer, Server, start

IN_MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where files of tests lie if it has so many octets free: a thousand databases are made and thrown away in a run."""
if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))

OPEN_FILES = 16_384
"""A long run holds some thousand databases open until the collector comes by; some machines allow a thousand files."""
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if _soft != resource.RLIM_INFINITY and _soft < OPEN_FILES:
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (OPEN_FILES if _hard == resource.RLIM_INFINITY else min(OPEN_FILES, _hard), _hard)
    )

DEEP = bool(os.environ.get("PRECURSORS_DEEP"))
"""The long tier: many more kills, faults, mutations, examples."""

settings.register_profile("unhurried", settings.default, deadline=None)
settings.load_profile("unhurried")
"""How long an example takes is for the benches: the first one loads what all others share."""

_MISSING: list[str] = []

thrift.begin()


def pytest_collection_finish() -> None:
    """Everything is imported now."""
    thrift.settle()


def _gap(_: object, key: str) -> str:
    message = f"a sentence names {key}, which nobody gave it"
    raise AssertionError(message)


catalogue._Gaps.__missing__ = _gap  # type: ignore[method-assign] # a reader would see the name between braces; a test fails


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One PostgreSQL server a run: PRECURSORS_TEST_DATABASE_URL, or the binaries of a wheel, or Debian's."""
    try:
        running = start(tmp_path_factory.mktemp("postgres"))
    except NoServer as why:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL is demanded here: {why}")
        _MISSING.append(str(why))
        pytest.skip(f"no PostgreSQL: {why}")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, founded SQLite registry to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(server: Server) -> str:
    """A migrated, founded PostgreSQL database to clone, in which the ordinary role has its grants."""
    name = "template_" + uuid.uuid4().hex[:8]
    server.create(name)
    _prepare(server.url(name))
    owner = Database(server.url(name), guarded=False)
    with owner.engine.begin() as connection:
        grant(connection, server.ordinary)
        grant_aside(connection, server.ordinary)
    owner.close()
    return name


def _prepare(url: str) -> None:
    owner = Database(url, guarded=False)
    move(owner, guards)
    move_aside(owner)
    owner.close()
    database = Database(url)
    found(database)
    database.close()


AS_THEY_RUN = frozenset(
    {
        "api",
        "browser",
        "cases",
        "custody",
        "exchange",
        "flags",
        "inspections",
        "journeys",
        "laboratory",
        "licensing",
        "mirror",
        "reports",
        "seizures",
        "stock",
        "trade",
    }
)
"""Rooms whose tests open PostgreSQL as an installation does, by an ordinary role that no wall of rows lets pass."""


Filling: TypeAlias = Callable[[Database, Path], Any]
"""Fills a registry, and the folder of its keys and documents; what it answers is for whoever begins there."""


@dataclass(frozen=True)
class Begun:
    """A registry that stands filled, in a folder and on PostgreSQL in a database of this name, to be copied."""

    home: Path
    template: Path | str
    told: Any


_BEGUN: dict[tuple[str, Filling], Begun] = {}


def begun(request: pytest.FixtureRequest, engine: str, fill: Filling) -> Begun:
    """What `fill` makes of a founded registry: done once a run and engine, by the first test that begins there."""
    if (engine, fill) not in _BEGUN:
        home = request.getfixturevalue("tmp_path_factory").mktemp("begun")
        if engine == "sqlite":
            template: Path | str = _copied(request.getfixturevalue("sqlite_template"), home)
            url = f"sqlite:///{template}"
        else:
            server, template = request.getfixturevalue("server"), "begun_" + uuid.uuid4().hex[:8]
            server.create(template, request.getfixturevalue("postgres_template"))
            url = server.url(template)
        database = Database(url)
        told = fill(database, home)
        database.close()
        _BEGUN[engine, fill] = Begun(home, template, told)
    return _BEGUN[engine, fill]


def _copied(template: Path, home: Path) -> Path:
    """A registry on SQLite of its own in this folder."""
    shutil.copy(template.with_name(ASIDE), home / ASIDE)
    return Path(shutil.copy(template, home / "registry.sqlite3"))


@pytest.fixture
def beginning() -> Filling | None:
    """What a fresh registry holds besides what founds it. A module whose tests all begin alike says it here."""
    return None


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path, beginning: Filling | None) -> Iterator[str]:
    """The address of a fresh registry, founded or filled as `beginning` says, once on each engine."""
    made = begun(request, request.param, beginning) if beginning else None
    if made:
        shutil.copytree(made.home, tmp_path, dirs_exist_ok=True)
    if request.param == "sqlite":
        if not made:
            _copied(request.getfixturevalue("sqlite_template"), tmp_path)
        yield f"sqlite:///{tmp_path / 'registry.sqlite3'}"
        return
    server, template = request.getfixturevalue("server"), request.getfixturevalue("postgres_template")
    template = str(made.template) if made else template
    room = request.path.relative_to(Path(__file__).parent).parts[0]
    if room in AS_THEY_RUN and request.node.get_closest_marker("owner") is None:
        with ordinary_role(server, template) as address:
            yield address
        return
    name = "t_" + uuid.uuid4().hex[:12]
    server.create(name, template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def told(request: pytest.FixtureRequest, url: str, beginning: Filling) -> Any:  # noqa: ANN401 - whatever a filling answers
    """What `beginning` answered as it filled the registry this one is a copy of."""
    return begun(request, make_url(url).get_backend_name(), beginning).told


@contextmanager
def lasting(request: pytest.FixtureRequest, home: Path, template: Path | str | None = None) -> Iterator[str]:
    """The same for longer than a test, by the engine that `request` names; on PostgreSQL for an ordinary role.

    `template` is another registry to copy than the founded one.
    """
    if request.param == "sqlite":
        yield f"sqlite:///{_copied(Path(template or request.getfixturevalue('sqlite_template')), home)}"
        return
    name = str(template or request.getfixturevalue("postgres_template"))
    with ordinary_role(request.getfixturevalue("server"), name) as url:
        yield url


@contextmanager
def ordinary_role(server: Server, template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL registry for a role that owns nothing, is no superuser, and has our grants."""
    name = "r_" + uuid.uuid4().hex[:12]
    server.create(name, template)
    yield make_url(server.url(name)).set(username=server.ordinary).render_as_string(hide_password=False)
    server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def registries(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], AbstractContextManager[Database]]:
    """As many fresh, founded registries, one after the other, as a test of many histories asks for, on each engine."""

    @contextmanager
    def one() -> Iterator[Database]:
        home = tmp_path / uuid.uuid4().hex
        home.mkdir()
        if request.param == "sqlite":
            url = f"sqlite:///{_copied(request.getfixturevalue('sqlite_template'), home)}"
        else:
            server, name = request.getfixturevalue("server"), "h_" + uuid.uuid4().hex[:12]
            server.create(name, request.getfixturevalue("postgres_template"))
            url = server.url(name)
        database = Database(url)
        try:
            yield database
        finally:
            database.close()
            shutil.rmtree(home)
            if request.param != "sqlite":
                server.drop(name)

    return one


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A fresh, founded registry on each engine."""
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def registry(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Registry]:
    """The same with the tests' agency, driven through the command line."""
    with checks_kept():
        yield a_registry(url, tmp_path / "home", monkeypatch, capsys)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table; parametrise indirectly with the engine's name."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("server")
    name = "e_" + uuid.uuid4().hex[:12]
    server.create(name)
    yield server.url(name)
    server.drop(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what is missing and which tests were left out for it."""
    if _MISSING:
        terminalreporter.write_line(f"left out: the PostgreSQL half of the database tests ({_MISSING[0]})")


def scalar(url: str, query: str) -> object:
    """One value, read past the application."""
    engine = create_engine(url)
    with engine.connect() as connection:
        value = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return value
