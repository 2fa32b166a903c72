"""What thousands of tests would each do anew, done once a run: routes, compiled templates, the search for garbage."""

from __future__ import annotations

import gc
from typing import ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Map, Rule, RuleFactory

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


def begin() -> None:
    """From here on applications share their routes."""
    Flask.url_map_class = Routes


def settle() -> None:
    """Once the tests are collected: what stands now stays, so no search for garbage need walk through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*MOST)
