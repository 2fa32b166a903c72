"""RFC 6962 trees against the vectors published with the Certificate Transparency code base, and against themselves."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.audit import merkle

# Leaf inputs and roots of the well-known Certificate Transparency test tree (google/certificate-transparency,
# merkletree tests; also used by transparency-dev/merkle).
INPUTS = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_OF_5_IN_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
PROOF_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def leaves(contents: list[bytes]) -> bytes:
    return b"".join(map(merkle.leaf_hash, contents))


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert merkle.root(b"") == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_published(size: int) -> None:
    assert merkle.root(leaves(INPUTS[:size])).hex() == ROOTS[size - 1]


def test_an_inclusion_path_is_the_one_published() -> None:
    path = merkle.inclusion(leaves(INPUTS), 5)

    assert [node.hex() for node in path] == PATH_OF_5_IN_8


def test_a_consistency_proof_is_the_one_published() -> None:
    proof = merkle.consistency(leaves(INPUTS), 6)

    assert [node.hex() for node in proof] == PROOF_6_TO_8


def naive_root(contents: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 word for word: the oracle."""
    if len(contents) == 1:
        return sha256(b"\x00" + contents[0]).digest()
    split = 1
    while split * 2 < len(contents):
        split *= 2
    return sha256(b"\x01" + naive_root(contents[:split]) + naive_root(contents[split:])).digest()


contents_of_a_tree = st.lists(st.binary(max_size=6), min_size=1, max_size=40)


@given(contents_of_a_tree)
def test_the_root_is_the_recursive_definition(contents: list[bytes]) -> None:
    assert merkle.root(leaves(contents)) == naive_root(contents)


@given(contents_of_a_tree, st.data())
def test_every_leaf_proves_itself_and_no_other_place(contents: list[bytes], data: st.DataObject) -> None:
    size = len(contents)
    index = data.draw(st.integers(0, size - 1))
    tree = leaves(contents)
    path = merkle.inclusion(tree, index)
    leaf = merkle.leaf_hash(contents[index])
    root = merkle.root(tree)

    assert merkle.included(leaf, index, size, path, root)
    assert not merkle.included(merkle.leaf_hash(b"other" + contents[index]), index, size, path, root)
    assert not merkle.included(leaf, size, size, path, root)
    assert not merkle.included(leaf, -1, size, path, root)
    assert not merkle.included(leaf, index, size, [*path, root], root)
    if path:
        assert not merkle.included(leaf, index, size, path[:-1], root)


@given(contents_of_a_tree, st.data())
def test_growth_is_proved_and_a_rewritten_past_is_not(contents: list[bytes], data: st.DataObject) -> None:
    size = len(contents)
    earlier = data.draw(st.integers(1, size))
    tree = leaves(contents)
    old, new = merkle.root(tree[: earlier * 32]), merkle.root(tree)
    proof = merkle.consistency(tree, earlier)

    assert merkle.consistent(earlier, old, size, new, proof)
    forged = merkle.root(merkle.leaf_hash(b"forged") + tree[32 : earlier * 32])
    assert not merkle.consistent(earlier, forged, size, new, proof) or forged == old
    if earlier < size:
        assert not merkle.consistent(earlier, old, size, new, [*proof, new])
        assert not merkle.consistent(earlier, old, size, new, proof[:-1])
