"""What thousands of tests would each do anew, done once a run: routes, templates, statements, search for garbage."""

from __future__ import annotations

import gc
from typing import Any, ClassVar

import sqlalchemy
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule, RuleFactory

import precursors.db.engine as module

MOST = (700, 10, 200)
"""Python's own thresholds but the last: everything old is looked through after some million new objects only."""


class Compiled(BytecodeCache):
    """Templates compiled once a run, for all the applications of all the tests."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


class Routes(Map):
    """The routes of an application: whichever has the very same as an earlier one shares what was made of them.

    Compiling a thousand routes is most of the work of putting the pages together, and most of what it leaves behind.
    """

    known: ClassVar[dict[tuple[object, ...], Map]] = {}

    def __init__(self, *, host_matching: bool = False) -> None:
        self._told: list[Rule] = []
        super().__init__(host_matching=host_matching)

    def add(self, rulefactory: RuleFactory) -> None:
        """Only note the rule: compiled it is when somebody asks."""
        self._told += rulefactory.get_rules(self)
        self._remap = True

    def update(self) -> None:
        """Take what was made of the same routes before, or make it."""
        if not self._remap:
            return
        key = (*self.converters.items(), *map(_said, self._told))
        if key not in self.known:
            self.known[key] = Map(map(_unbound, self._told), converters=self.converters)
        made = self.known[key]
        made.update()
        self._matcher, self._rules_by_endpoint = made._matcher, made._rules_by_endpoint
        self._remap = False


def _said(rule: Rule) -> tuple[object, ...]:
    """All that Flask says of a route."""
    return rule.rule, rule.endpoint, frozenset(rule.methods or ()), repr(rule.defaults), _answers_options(rule)


def _unbound(rule: Rule) -> Rule:
    """The same route, in no map yet."""
    copy = rule.empty()
    copy.provide_automatic_options = _answers_options(rule)  # type: ignore[attr-defined]  # a word of Flask's
    return copy


def _answers_options(rule: Rule) -> bool:
    return bool(getattr(rule, "provide_automatic_options", False))


STATEMENTS = {"sqlite": LRUCache(4_000), "postgresql": LRUCache(4_000)}
"""What SQLAlchemy made of each statement, for all the databases of all the tests; an engine alone keeps 500."""


def an_engine(url: str, **options: Any) -> Engine:  # noqa: ANN401 - as SQLAlchemy's own
    """An engine that finds the statements which an earlier one has compiled."""
    engine = sqlalchemy.create_engine(url, **options)
    engine._compiled_cache = STATEMENTS[engine.dialect.name]
    return engine


def _same_dialect(one: Dialect, other: object) -> bool:
    """Statements are kept by the dialect they were compiled for, and every engine has an object of its own for it."""
    return type(one) is type(other) and one.server_version_info == getattr(other, "server_version_info", None)


def begin() -> None:
    """From here on applications share their routes, and engines their statements."""
    Flask.url_map_class = Routes
    module.create_engine = an_engine  # type: ignore[attr-defined, assignment] # the name as that module knows it
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
        dialect.__eq__ = _same_dialect  # type: ignore[method-assign, assignment]


def settle() -> None:
    """Once the tests are collected: what stands now stays, so no search for garbage need walk through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*MOST)
