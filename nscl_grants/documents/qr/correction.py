"""Reed-Solomon over GF(256), as QR codes use it: what dirt and staples took away is worked out again."""

from collections.abc import Sequence

_POLYNOMIAL = 0x11D


def _tables() -> tuple[list[int], list[int]]:
    powers, logs, value = [0] * 512, [0] * 256, 1
    for nth in range(255):
        powers[nth], logs[value] = value, nth
        value <<= 1
        if value & 256:
            value ^= _POLYNOMIAL
    powers[255:510] = powers[:255]
    return powers, logs


_POWER, _LOG = _tables()


def corrected(block: bytes, parity: int) -> bytes | None:
    """The data of the block without its parity; None when more is wrong than parity can mend."""
    syndromes = [_at(block, _POWER[nth]) for nth in range(parity)]
    if not any(syndromes):
        return block[:-parity]
    locator = _locator(syndromes)
    places = [n for n in range(len(block)) if not _value(locator, _POWER[(255 - n) % 255])]
    if len(places) != len(locator) - 1 or len(places) > parity // 2:
        return None
    mended = bytearray(block)
    for place, amount in zip(places, _amounts(syndromes, places), strict=True):
        mended[len(block) - 1 - place] ^= amount
    return bytes(mended[:-parity]) if not any(_at(mended, _POWER[nth]) for nth in range(parity)) else None


def _times(one: int, other: int) -> int:
    return _POWER[_LOG[one] + _LOG[other]] if one and other else 0


def _over(one: int, other: int) -> int:
    return _POWER[_LOG[one] - _LOG[other] + 255] if one else 0


def _at(word: Sequence[int], x: int) -> int:
    """The word as a polynomial, its first sign the highest, at x."""
    value = 0
    for sign in word:
        value = _times(value, x) ^ sign
    return value


def _value(lowest_first: Sequence[int], x: int) -> int:
    return _at(lowest_first[::-1], x)


def _locator(syndromes: Sequence[int]) -> list[int]:
    """Berlekamp and Massey: the shortest polynomial whose roots tell where the faults are, lowest first."""
    now, before, long, shift, last = [1], [1], 0, 1, 1
    for nth, syndrome in enumerate(syndromes):
        off = syndrome
        for back in range(1, long + 1):
            off ^= _times(now[back] if back < len(now) else 0, syndromes[nth - back])
        if not off:
            shift += 1
            continue
        scale, kept = _over(off, last), now
        moved = [0] * shift + [_times(scale, each) for each in before]
        wide = max(len(now), len(moved))
        now = [a ^ b for a, b in zip(now + [0] * (wide - len(now)), moved + [0] * (wide - len(moved)), strict=True)]
        if 2 * long <= nth:
            long, before, last, shift = nth + 1 - long, kept, off, 1
        else:
            shift += 1
    return now[: long + 1]


def _amounts(syndromes: Sequence[int], places: Sequence[int]) -> list[int]:
    """How far off each place is: the syndromes are sums over the places, so the places are unknowns of a system."""
    many = len(places)
    rows = [[_POWER[place * nth % 255] for place in places] + [syndromes[nth]] for nth in range(many)]
    for nth in range(many):
        pivot = next(row for row in range(nth, many) if rows[row][nth])
        rows[nth], rows[pivot] = rows[pivot], rows[nth]
        rows[nth] = [_over(each, rows[nth][nth]) for each in rows[nth]]
        for other in range(many):
            if other != nth and rows[other][nth]:
                scale = rows[other][nth]
                rows[other] = [a ^ _times(scale, b) for a, b in zip(rows[other], rows[nth], strict=True)]
    return [row[-1] for row in rows]
