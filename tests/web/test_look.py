"""Each thing is drawn one way: the macros and filters that all pages share."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.domain.word import Word
from nscl_grants.paths import STATIC, TEMPLATES
from nscl_grants.web import filters
from tests.web.gallery import SAMPLES, Sample, things

FILES = sorted({sample.file for sample in SAMPLES})


def drawn(app: Flask, source: str, path: str = "/") -> str:
    with app.test_request_context(path):
        return render_template_string(source, **things())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.file}:{sample.macro}")
def test_a_macro_draws_what_it_is_given(app: Flask, sample: Sample) -> None:
    page = drawn(app, sample.source)

    for seen in sample.seen:
        assert seen in page


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.file}:{sample.macro}")
def test_a_macro_speaks_english_too(app: Flask, sample: Sample) -> None:
    assert drawn(app, sample.source, "/?lang=en").strip()


@pytest.mark.parametrize("file", FILES)
def test_no_macro_is_left_without_a_sample(file: str) -> None:
    source = (TEMPLATES / "_macros" / f"{file}.html").read_text(encoding="utf-8")
    shown = {name.strip() for sample in SAMPLES if sample.file == file for name in sample.macro.split(",")}

    assert set(re.findall(r"\{% macro ([a-z]\w*)", source)) == shown


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    named = re.compile(r"icon\(\"(\w+)\"")

    drawn_icons = {
        name for path in TEMPLATES.rglob("*.html") for name in named.findall(path.read_text(encoding="utf-8"))
    }

    assert not [name for name in drawn_icons if f'id="i-{name}"' not in sprite]


def test_every_pattern_that_a_bar_fills_with_is_in_the_page(app: Flask) -> None:
    source = Path(TEMPLATES / "_macros" / "budget.html").read_text(encoding="utf-8")
    patterns = drawn(app, '{% include "base/_patterns.html" %}')

    assert not [name for name in set(re.findall(r'"(p-\w+)"', source)) if f'id="{name}"' not in patterns]


@pytest.mark.parametrize(
    ("call", "shape", "words"),
    [
        ("deadline(9)", 'class="due">', "còn 9 ngày làm việc"),
        ("deadline(3)", "due soon", "còn 3 ngày làm việc"),
        ("deadline(1)", "due today", "còn 1 ngày làm việc"),
        ("deadline(0)", "due today", "hạn hôm nay"),
        ("deadline(0, at=at)", "due today", "hạn hôm nay, 14:32"),
        ("deadline(-2)", "due late", "quá hạn 2 ngày làm việc"),
        ("deadline(-2, short=true)", "due late", "quá hạn 2 ngày<"),
        ("deadline(5, paused=true)", "#i-pause", "tạm dừng tính hạn"),
        ("deadline(none)", "quiet", "không có hạn"),
    ],
)
def test_a_deadline_says_its_urgency_in_word_and_shape(app: Flask, call: str, shape: str, words: str) -> None:
    page = drawn(app, f'{{% from "_macros/deadline.html" import deadline %}}{{{{ {call} }}}}')

    assert shape in page
    assert words in page


def test_what_is_drawn_is_escaped(app: Flask) -> None:
    source = '{% from "_macros/state.html" import state %}{{ state("<b>x</b>") }}'

    assert "&lt;b&gt;x&lt;/b&gt;" in drawn(app, source)


def test_parts_of_a_bar_never_outgrow_their_whole(app: Flask) -> None:
    source = (
        '{% from "_macros/budget.html" import bar %}'
        "{{ bar('x', [('paid', whole), ('held', amount_of), ('free', amount_of)], whole) }}"
    )

    assert 'width="100.00%"' in drawn(app, source)
    assert filters.width(Money(1), Money(3)) == "33.33%"
    assert filters.width(Money(5), Money(3)) == "100.00%"
    assert filters.width(0, 0) == "0.00%"


@pytest.mark.parametrize(
    ("shown", "vi", "en"),
    [
        (lambda: filters.money(Money(50_000_000)), "50.000.000\u00a0đồng", "VND\u00a050,000,000"),
        (lambda: filters.money(None), "–", "–"),
        (lambda: filters.money(Money(0)), "0\u00a0đồng", "VND\u00a00"),
        (lambda: filters.figure(Money(50_000_000)), "50.000.000", "50,000,000"),
        (lambda: filters.million(Money(1_250_000_000)), "1.250", "1,250"),
        (lambda: filters.million(Money(12_500_000)), "12,5", "12.5"),
        (lambda: filters.million(Money(1)), "0,000001", "0.000001"),
        (lambda: filters.million(Money(-4_000_000)), "−4", "−4"),
        (lambda: filters.number(1240), "1.240", "1,240"),
        (lambda: filters.percent("12.5"), "12,5\u00a0%", "12.5%"),
        (lambda: filters.day(date(2026, 1, 5)), "05/01/2026", "5\u00a0January\u00a02026"),
        (lambda: filters.day(datetime(2026, 1, 4, 20, tzinfo=UTC)), "05/01/2026", "5\u00a0January\u00a02026"),
        (
            lambda: filters.weekday_day(date(2026, 11, 26)),
            "thứ\u00a0Năm, 26/11/2026",
            "Thursday, 26\u00a0November\u00a02026",
        ),
        (
            lambda: filters.weekday_day(date(2026, 11, 22)),
            "Chủ nhật, 22/11/2026",
            "Sunday, 22\u00a0November\u00a02026",
        ),
        (lambda: filters.clock_time(datetime(2026, 11, 22, 7, 32, tzinfo=UTC)), "14:32", "14:32"),
        (lambda: filters.in_language(Text("Hồ sơ", "Case")), "Hồ sơ", "Case"),
        (lambda: filters.in_language(Word("role.reviewer")), "Chuyên viên thẩm định", "Reviewer"),
        (lambda: filters.in_language("HTX"), "HTX", "HTX"),
        (lambda: filters.role_word("clerk"), "Văn thư", "Clerk"),
        (lambda: filters.phone("0912345678"), "0912\u00a0345\u00a0678", "0912\u00a0345\u00a0678"),
        (lambda: filters.phone("+842223868686"), "0222\u00a03868\u00a0686", "0222\u00a03868\u00a0686"),
        (lambda: filters.last_three("027093001234"), "•••234", "•••234"),
        (lambda: filters.lines("a<b\nc"), "a&lt;b<br>c", "a&lt;b<br>c"),
    ],
)
def test_values_are_shown_in_the_readers_language(app: Flask, shown: object, vi: str, en: str) -> None:
    assert callable(shown)
    with app.test_request_context("/"):
        assert shown() == vi
    with app.test_request_context("/?lang=en"):
        assert shown() == en
