"""From the squares of a QR code to its text, by ISO/IEC 18004: format, mask, blocks, correction, segments."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from segno import consts

from nscl_grants.documents.qr.correction import corrected
from nscl_grants.documents.qr.squares import Grid

_LEVELS = {1: consts.ERROR_LEVEL_L, 0: consts.ERROR_LEVEL_M, 3: consts.ERROR_LEVEL_Q, 2: consts.ERROR_LEVEL_H}
_FORMAT_MASK, _FORMAT_POLYNOMIAL, _FORMAT_FAULTS = 0x5412, 0x537, 3
_BYTES, _SIGNS = 4, 2
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_MASKS: Sequence[Callable[[int, int], bool]] = (
    lambda x, y: (x + y) % 2 == 0,
    lambda x, y: y % 2 == 0,
    lambda x, y: x % 3 == 0,
    lambda x, y: (x + y) % 3 == 0,
    lambda x, y: (x // 3 + y // 2) % 2 == 0,
    lambda x, y: x * y % 2 + x * y % 3 == 0,
    lambda x, y: (x * y % 2 + x * y % 3) % 2 == 0,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2 == 0,
)


def text_in(grid: Grid) -> str | None:
    """The text of the code; None when the squares are none, or too damaged."""
    version = (len(grid) - 17) // 4
    form = _format(grid)
    if form is None:
        return None
    level, mask = form
    words = _codewords(grid, version, _MASKS[mask])
    data = bytearray()
    for block, parity in _blocks(words, version, level):
        whole = corrected(block, parity)
        if whole is None:
            return None
        data += whole
    return _segment(bytes(data), version)


def _format(grid: Grid) -> tuple[int, int] | None:
    """Level and mask, from the fifteen squares around the first corner."""
    places = [(8, n) for n in range(6)] + [(8, 7), (8, 8), (7, 8)] + [(14 - n, 8) for n in range(9, 15)]
    seen = sum(grid[y][x] << nth for nth, (x, y) in enumerate(places))
    best = min(range(32), key=lambda value: (_format_code(value) ^ seen).bit_count())
    if (_format_code(best) ^ seen).bit_count() > _FORMAT_FAULTS:
        return None
    return _LEVELS[best >> 3], best & 7


def _format_code(value: int) -> int:
    rest = value
    for _ in range(10):
        rest = (rest << 1) ^ ((rest >> 9) * _FORMAT_POLYNOMIAL)
    return (value << 10 | rest) ^ _FORMAT_MASK


def _codewords(grid: Grid, version: int, mask: Callable[[int, int], bool]) -> bytes:
    """The squares that bear data, two columns at a time, up and down in turn."""
    across, bits = len(grid), []
    taken = _taken(across, version)
    for right in (*range(across - 1, 6, -2), *range(5, 0, -2)):
        up = (right + 1) & 2 == 0
        for nth in range(across):
            y = across - 1 - nth if up else nth
            for x in (right, right - 1):
                if (x, y) not in taken:
                    bits.append(grid[y][x] ^ mask(x, y))
    return bytes(sum(bit << (7 - n) for n, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits) - 7, 8))


def _taken(across: int, version: int) -> frozenset[tuple[int, int]]:
    """The squares that bear no data: corners, timing, alignment, format and version."""
    taken = {(x, y) for x in range(across) for y in range(across) if 6 in (x, y)}
    taken |= {(x, y) for x in range(9) for y in range(9)}
    taken |= {(x, y) for x in range(across - 8, across) for y in range(9)}
    taken |= {(x, y) for x in range(9) for y in range(across - 8, across)}
    middles = _alignment(across, version)
    for x in middles:
        for y in middles:
            if (x, y) not in ((6, 6), (6, across - 7), (across - 7, 6)):
                taken |= {(x + dx, y + dy) for dx in range(-2, 3) for dy in range(-2, 3)}
    if version >= 7:
        taken |= {(x, y) for x in range(across - 11, across - 8) for y in range(6)}
        taken |= {(x, y) for x in range(6) for y in range(across - 11, across - 8)}
    return frozenset(taken)


def _alignment(across: int, version: int) -> Sequence[int]:
    if version == 1:
        return ()
    many = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + many * 2 + 1) // (many * 2 - 2) * 2
    return (6, *(across - 7 - n * step for n in range(many - 1)))


def _blocks(words: bytes, version: int, level: int) -> Iterator[tuple[bytes, int]]:
    """Each block with its parity behind it, and how long that is; they lie interleaved."""
    shapes = [
        (info.num_data, info.num_total - info.num_data)
        for info in cast("Any", consts.ECC)[version][level]
        for _ in range(info.num_blocks)
    ]
    data: list[bytearray] = [bytearray() for _ in shapes]
    at = 0
    for nth in range(max(size for size, _ in shapes)):
        for block, (size, _) in zip(data, shapes, strict=True):
            if nth < size:
                block.append(words[at])
                at += 1
    for _ in range(shapes[0][1]):
        for block in data:
            block.append(words[at])
            at += 1
    for block, (_, parity) in zip(data, shapes, strict=True):
        yield bytes(block), parity


def _segment(data: bytes, version: int) -> str | None:
    """The first segment, of bytes or of capital signs; an address is one of the two."""
    bits = int.from_bytes(data, "big")
    left = len(data) * 8

    def take(many: int) -> int:
        nonlocal left
        left -= many
        return bits >> left & (1 << many) - 1

    mode = take(4)
    if mode == _BYTES:
        many = take(8 if version < 10 else 16)
        return bytes(take(8) for _ in range(many)).decode("utf-8", "replace") if many * 8 <= left else None
    if mode == _SIGNS:
        many = take(9 if version < 10 else 11 if version < 27 else 13)
        if many * 5.5 > left:
            return None
        pairs = [divmod(take(11), 45) for _ in range(many // 2)]
        ends = [_ALPHABET[take(6) % 45]] if many % 2 else []
        return "".join([*(_ALPHABET[one % 45] + _ALPHABET[two] for one, two in pairs), *ends])
    return None
