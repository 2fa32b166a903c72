"""Merkle trees of RFC 6962 (section 2.1), proofs checked by the algorithms of RFC 9162 (sections 2.1.3.2, 2.1.4.2).

A tree is given by its leaf hashes joined into one bytes-like object, 32 bytes each.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

SIZE = 32
EMPTY = sha256(b"").digest()
_TOGETHER = 2 * SIZE << 14
"""Bytes of a level that are hashed before they are joined: each hash by itself takes three times its size."""


def leaf_hash(content: bytes) -> bytes:
    """SHA-256(0x00 | content)."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 | left | right)."""
    return sha256(b"\x01" + left + right).digest()


def _above(level: bytes | bytearray) -> bytearray:
    """The next level up: pairs hashed, an odd last node carried over."""
    paired = len(level) - len(level) % (2 * SIZE)
    above = bytearray()
    for first in range(0, paired, _TOGETHER):
        pairs = range(first, min(first + _TOGETHER, paired), 2 * SIZE)
        above += b"".join([sha256(b"\x01" + level[at : at + 2 * SIZE]).digest() for at in pairs])
    above += level[paired:]
    return above


def root(leaves: bytes | bytearray) -> bytes:
    """The tree's root; for no leaf, SHA-256 of nothing."""
    if not leaves:
        return EMPTY
    level: bytes | bytearray = leaves
    while len(level) > SIZE:
        level = _above(level)
    return bytes(level)


def inclusion(leaves: bytes | bytearray, index: int) -> list[bytes]:
    """The audit path of leaf `index`, from the bottom. Raises IndexError outside the tree."""
    if not 0 <= index < len(leaves) // SIZE:
        message = f"no leaf {index} in a tree of {len(leaves) // SIZE}"
        raise IndexError(message)
    path = []
    level: bytes | bytearray = leaves
    while len(level) > SIZE:
        beside = (index ^ 1) * SIZE
        if beside < len(level):
            path.append(bytes(level[beside : beside + SIZE]))
        level, index = _above(level), index >> 1
    return path


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether `path` proves that the tree of `size` leaves with `expected_root` has `leaf` at `index`."""
    if not 0 <= index < size:
        return False
    place, last, made = index, size - 1, leaf
    for beside in path:
        if last == 0 or len(beside) != SIZE:
            return False
        if place & 1 or place == last:
            made = node_hash(beside, made)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            made = node_hash(made, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and made == expected_root


def consistency(leaves: bytes | bytearray, earlier: int) -> list[bytes]:
    """The proof that the first `earlier` leaves are a prefix of the tree. Raises IndexError outside 1..size."""
    size = len(leaves) // SIZE
    if not 0 < earlier <= size:
        message = f"no tree of {earlier} leaves inside one of {size}"
        raise IndexError(message)
    return _subproof(memoryview(bytes(leaves)), earlier, whole=True)


def _subproof(leaves: memoryview, earlier: int, *, whole: bool) -> list[bytes]:
    size = len(leaves) // SIZE
    if earlier == size:
        return [] if whole else [root(bytes(leaves))]
    split = 1 << ((size - 1).bit_length() - 1)
    left, right = leaves[: split * SIZE], leaves[split * SIZE :]
    if earlier <= split:
        return [*_subproof(left, earlier, whole=whole), root(bytes(right))]
    return [*_subproof(right, earlier - split, whole=False), root(bytes(left))]


def consistent(earlier: int, earlier_root: bytes, size: int, size_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `size` leaves grew from that of `earlier` leaves."""
    if earlier == size:
        return not proof and earlier_root == size_root
    if not 0 < earlier < size or not proof or any(len(node) != SIZE for node in proof):
        return False
    nodes = list(proof) if earlier & (earlier - 1) else [earlier_root, *proof]
    place, last = earlier - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, node)
        place, last = place >> 1, last >> 1
    return last == 0 and old == earlier_root and new == size_root
