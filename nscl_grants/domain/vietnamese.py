"""Vietnamese letters: one stored form, an order, and a search that forgives missing marks."""

import re
import unicodedata

_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
# ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(typed: str) -> str:
    """Text on one line as we keep it: NFC, single spaces, nothing that cannot be seen."""
    return _SPACES.sub(" ", _visible(typed)).strip()


def clean_lines(typed: str) -> str:
    """Text of several lines as we keep it; at most one empty line in a row."""
    lines = (clean(line) for line in _visible(typed).replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def fold(text: str) -> str:
    """The text as a search compares it: small letters without marks, đ as d, hyphens and dots as spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())


SortKey = tuple[tuple[tuple[int, int, str], ...], tuple[int, ...], str]


def sort_key(text: str) -> SortKey:
    """Orders as Vietnamese dictionaries do: by letters first, by tones only among equals."""
    letters = [_letter_and_tone(letter) for letter in unicodedata.normalize("NFC", text).lower()]
    return tuple(letter for letter, _ in letters), tuple(tone for _, tone in letters), text


def person_sort_key(name: str) -> tuple[SortKey, SortKey]:
    """Orders people by their given name, the last syllable."""
    return sort_key(name.split()[-1] if name.split() else ""), sort_key(name)


def _letter_and_tone(letter: str) -> tuple[tuple[int, int, str], int]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((place for mark, place in _TONES.items() if mark in parts), 0)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return ((1, _ALPHABET[base], "") if base in _ALPHABET else (0, 0, base)), tone


def _visible(typed: str) -> str:
    """Without zero-width, bidirectional and control characters: they make twins that look the same."""
    composed = unicodedata.normalize("NFC", typed)
    return "".join(each for each in composed if each in "\n\r\t" or unicodedata.category(each) not in _UNSEEN)


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
