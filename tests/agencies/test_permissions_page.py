"""The printed table of permissions is the one in force, and every role has its rights and its name."""

from __future__ import annotations

import pytest

from precursors.access.permissions import TABLE, Permission, Role
from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import catalogue
from tests.agencies.permissions_table import PAGE, page


def test_the_printed_table_is_the_one_in_force() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.agencies.permissions_table writes it again"


def test_every_role_stands_in_the_table_and_every_permission_is_somebodys() -> None:
    assert set(TABLE) == set(Role)
    assert frozenset().union(*TABLE.values()) == set(Permission)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_name_in_every_language(language: str) -> None:
    named = catalogue(language)["pages"]

    assert [role for role in Role if f"agencies.role-{role.value}" not in named] == []
