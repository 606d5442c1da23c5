"""Amounts in words, as decisions and treasury papers write them: "Năm mươi triệu đồng"."""

from nscl_grants.domain.money import Money

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((1_000_000, "triệu"), (1_000, "nghìn"), (1, ""))
_BILLION = 1_000_000_000


def amount_in_words(amount: Money) -> str:
    """The line "Bằng chữ" of a paper: capital first, "đồng" last."""
    words = f"{number_in_words(amount.dong)} đồng"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """1.005.000 is "một triệu không trăm linh năm nghìn"; groups of zero are silent."""
    if number < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    words = [*_billions(billions), *_below_a_billion(rest, goes_on=billions > 0)]
    return " ".join(words)


def _billions(billions: int) -> list[str]:
    return [number_in_words(billions), "tỷ"] if billions else []


def _below_a_billion(number: int, *, goes_on: bool) -> list[str]:
    words: list[str] = []
    for size, name in _GROUPS:
        if group := number // size % 1000:
            words += _hundreds(group, spoken_in_full=goes_on or bool(words))
            words += [name] if name else []
    return words


def _hundreds(number: int, *, spoken_in_full: bool) -> list[str]:
    """A group of three digits; inside a longer number its missing hundreds are said: "không trăm"."""
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or spoken_in_full else []
    return words + _tens(*divmod(rest, 10), after_hundreds=bool(words))


def _tens(tens: int, units: int, *, after_hundreds: bool) -> list[str]:
    if tens == 0:
        linh = ["linh"] if after_hundreds else []
        return [*linh, _DIGITS[units]] if units else []
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_unit_after_ten(tens, units)] if units else [])


def _unit_after_ten(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1 and units in (1, 4):
        return "mốt" if units == 1 else "tư"
    return _DIGITS[units]
