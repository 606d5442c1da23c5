"""Every macro once, with things to draw: a sample is what a page would write, and what has to be seen."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace as Thing
from typing import Any

from wtforms import BooleanField, Form, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # The types lag a version behind.
from wtforms.validators import InputRequired, Optional

from nscl_grants.domain.money import Money
from nscl_grants.domain.text import Text
from nscl_grants.web.paging import Page


class SampleForm(Form):
    """A field of each kind."""

    amount = StringField("Số tiền trước thuế GTGT", [InputRequired("Nhập số tiền.")], description="Ví dụ 68.000.000")
    on = StringField("Ngày hóa đơn", [InputRequired("Nhập ngày hóa đơn.")], description="Ví dụ 02/09/2026")
    notes = TextAreaField("Nhận xét", [Optional()])
    sure = BooleanField("Tôi cam kết không trùng nguồn", [InputRequired("Đọc và đánh dấu cam kết.")])
    helped = RadioField(
        "Có thuê đơn vị tư vấn không?",
        [InputRequired("Chọn một câu trả lời.")],
        choices=[SelectChoice("yes", "Có"), SelectChoice("no", "Không")],
    )


@dataclass(frozen=True)
class Sample:
    """What a page writes, and what has to stand in the result."""

    file: str
    macro: str
    call: str
    seen: tuple[str, ...]

    @property
    def source(self) -> str:
        """The sample as a template of its own."""
        return f'{{% from "_macros/{self.file}.html" import {self.macro} %}}{self.call}'


def things() -> dict[str, Any]:
    """What the samples draw."""
    form = SampleForm()
    form.validate()
    billion = Money(2_000_000_000)
    return {
        "form": form,
        "on": date(2026, 11, 26),
        "at": datetime(2026, 11, 22, 7, 32, tzinfo=UTC),
        "amount_of": Money(41_000_000),
        "whole": billion,
        "parts": [("paid", Money(865_000_000)), ("held", Money(180_000_000)), ("free", Money(955_000_000))],
        "state_object": Thing(label=Text("Chờ bổ sung", "Supplement asked for"), tone="turn"),
        "stages": [_stage("done", "Đã nộp"), _stage("now", "Đang thẩm định"), _stage("next", "Đã duyệt")],
        "events": [
            _event("done", "Đã nộp hồ sơ", links=[("Xem bản đã nộp", "#nop")]),
            _event("now", "Chờ tổ chức bổ sung", sign="pause", note="Thời hạn đang tạm dừng."),
            _event("next", "Thẩm định"),
        ],
        "rows": [_row(-1, "HTX Mẫu Lúa Vàng"), _row(1, "Công ty Thử Nghiệm"), _row(4, "Công ty Giả Định")],
        "steps": [
            Thing(label="Chi phí được tính", amount=Money(82_000_000), basis="Trước thuế", unsure=True),
            Thing(label="Ước tính được hỗ trợ", amount=Money(41_000_000), basis=None, unsure=False),
        ],
        "page": Page([1] * 50, "before", "after", 1240),
        "last_page": Page([1], "before", None, None),
        "tasks_of": [
            Thing(label="Tổ chức", note="Lấy sẵn từ tài khoản", url="#t", state="Đã xong", tone="good"),
            Thing(label="Nộp hồ sơ", note="Mở khi sáu mục đã xong", url=None, state="Chưa mở", tone="locked"),
        ],
        "files_of": [
            Thing(name="hoa-don.pdf", url="#f", about="PDF, 1,3 MB", problem=None, label="An toàn", tone="good"),
            Thing(name="anh.heic", url=None, about=None, problem="Không nhận tệp HEIC.", label=None, tone=None),
        ],
        "shown_tab": Thing(endpoint="public.home", label="Hỗ trợ", current="page", count=12, counts="việc"),
    }


def _stage(phase: str, label: str) -> Thing:
    return Thing(phase=phase, label=label, sign=None)


def _event(phase: str, title: str, **more: Any) -> Thing:
    return Thing(**({"phase": phase, "title": title, "sign": None, "text": None, "note": None, "links": ()} | more))


def _row(left: int, title: str) -> Thing:
    return Thing(
        left=left,
        paused=False,
        title=title,
        url="#hs",
        about="HACCP, thẩm định",
        code="H05.15-261030-0001",
        label="Đang thẩm định",
        tone="office",
        amount=Money(38_000_000),
        verb="Thẩm định",
    )


SAMPLES = (
    Sample("icon", "icon", '{{ icon("tick") }}', ("#i-tick", 'aria-hidden="true"')),
    Sample("bar", "brand", '{{ brand("/", "Năng suất", "Sở") }}', ("#mark", "<small>Sở</small>")),
    Sample(
        "bar", "tab", '{{ tab("/x", "Hồ sơ", "page", 3, "việc") }}', ('aria-current="page"', '<span class="count">3')
    ),
    Sample("bar", "tab_list", "{{ tab_list([shown_tab]) }}", ('<a href="/" aria-current="page">Hỗ trợ',)),
    Sample("bar", "foot_links", "{{ foot_links([shown_tab]) }}", ("English", "lang=en")),
    Sample(
        "flash", "flash", '{{ flash("Đã nộp.", "Giấy sẽ có.") }}', ('role="status"', "<strong>Đã nộp.</strong> Giấy")
    ),
    Sample("flash", "note", '{% call note("wait") %}Còn 1 giấy tờ.{% endcall %}', ("flash-wait", "Còn 1 giấy tờ.")),
    Sample("unsure", "unsure", "{{ unsure() }}", ('<span class="unsure">cần xác nhận</span>',)),
    Sample("state", "state", '{{ state("Bản nháp", "draft") }}', ("#i-ring", "Bản nháp")),
    Sample("state", "state_of", "{{ state_of(state_object) }}", ("state turn", "#i-turn", "Chờ bổ sung")),
    Sample("deadline", "deadline", "{{ deadline(3) }}", ("due soon", "#i-clock", "còn 3 ngày làm việc")),
    Sample("amount", "amount", "{{ amount(amount_of) }}", ("41.000.000\u00a0đồng",)),
    Sample("amount", "figure", "{{ figure(amount_of) }}", ('<span class="num">41.000.000</span>',)),
    Sample("amount", "result", "{{ result(amount_of) }}", ('class="result', "41.000.000\u00a0đồng")),
    Sample("time", "day", "{{ day(on) }}", ('<time datetime="2026-11-26">26/11/2026</time>',)),
    Sample("time", "weekday_day", "{{ weekday_day(on) }}", ("thứ\u00a0Năm, 26/11/2026",)),
    Sample("time", "moment", "{{ moment(at) }}", ("14:32\u00a0ngày\u00a022/11/2026",)),
    Sample("page", "crumbs", '{{ crumbs([("Việc của tôi", "/work"), ("H05", none)]) }}', ('aria-current="page">H05',)),
    Sample("page", "page_head", '{% call page_head("Tên", ["Mã"]) %}Nút{% endcall %}', ("<h1>Tên</h1>", "Mã", "Nút")),
    Sample("page", "empty", '{{ empty("Không có việc", "Sẽ hiện", "/x", "Xem") }}', ("Không có việc", 'href="/x"')),
    Sample("page", "facts", '{{ facts([("Tổ chức", "HTX")]) }}', ("<dt>Tổ chức</dt><dd>HTX</dd>",)),
    Sample("page", "particulars", '{{ particulars([("Tổ chức", "HTX")]) }}', ("<dt>Tổ chức</dt><dd>HTX</dd>",)),
    Sample("timeline", "timeline", "{{ timeline(events) }}", ('aria-current="step">Chờ', "#i-pause", 'href="#nop"')),
    Sample("life", "life", "{{ life(stages) }}", ('<li aria-current="step">', "Đã nộp", "(đã qua)")),
    Sample(
        "inbox", "inbox_row", "<ol>{{ inbox_row(rows[0], true) }}</ol>", ('class="late"', "btn-primary", "quá hạn 1")
    ),
    Sample("inbox", "inbox", '{{ inbox("Chưa gấp", rows) }}', ("Chưa gấp", "3 việc", 'class="hot"', "btn-quiet")),
    Sample(
        "estimate", "estimate", '{{ estimate("Ước tính", amount_of, steps, id="e1") }}', ('id="e1"', "cần xác nhận")
    ),
    Sample("estimate", "estimate_steps", "{{ estimate_steps(steps) }}", ('<li class="ends">', "82.000.000")),
    Sample(
        "budget",
        "bar",
        '{{ bar("III.1", parts, whole) }}',
        ('role="img"', "III.1: đã chi 865.000.000", 'x="0.00%"', 'x="43.25%"', 'width="9.00%"', "url(#p-held)"),
    ),
    Sample("budget", "swatch", '{{ swatch("paid") }}', ("m-paid",)),
    Sample("budget", "key", '{{ key(["paid", "held", "free"]) }}', ("Đã chi", "Tạm giữ", "Còn lại chưa phân bổ")),
    Sample(
        "table",
        "grid, head, cell",
        '{% call(row) grid("Hồ sơ", [("Tên", ""), ("Đồng", "num")], rows) %}'
        '{% call head() %}{{ row.title }}{% endcall %}{{ cell("Đồng", row.amount | figure, "num") }}{% endcall %}',
        ("<caption>Hồ sơ</caption>", 'scope="row">HTX Mẫu Lúa Vàng', 'data-label="Đồng" class="num">38.000.000</td>'),
    ),
    Sample(
        "table", "pager", '{{ pager(page, "hồ sơ") }}', ("50 trong khoảng 1.240 hồ sơ", "?after=after", "Trang trước")
    ),
    Sample("table", "pager", "{{ pager(last_page) }}", ("Hết danh sách",)),
    Sample("table", "chips", '{{ chips([("Tìm: vi du", "/x")], "/y") }}', ("Tìm: vi du", "Xóa mọi bộ lọc")),
    Sample("tasks", "tasks", "{{ tasks(tasks_of) }}", ('aria-describedby="task-1"', "Chưa mở", "#i-lock")),
    Sample("files", "file_row", "<ul>{{ file_row(files_of[1]) }}</ul>", ("#i-alert", "Không nhận tệp HEIC.")),
    Sample("files", "files", "{% call(file) files(files_of) %}Bỏ {{ file.name }}{% endcall %}", ("Bỏ hoa-don.pdf",)),
    Sample(
        "confirm",
        "confirm",
        '{{ confirm("Hồ sơ sẽ dừng.", [("Tổ chức", "HTX")], "Rút hồ sơ", "Giữ hồ sơ", "/hs") }}',
        ('name="act"', 'name="csrf_token"', "btn-danger", "Giữ hồ sơ"),
    ),
    Sample("fields", "tokens", "{{ tokens() }}", ('name="act"', 'name="csrf_token"')),
    Sample(
        "fields", "error_summary", "{{ error_summary(form) }}", ("Còn 4 chỗ cần sửa", 'href="#amount"', "#helped-0")
    ),
    Sample(
        "fields",
        "field",
        '{{ field(form.amount, "money") }}{{ field(form.on, "date") }}{{ field(form.notes) }}',
        ('aria-describedby="amount-h amount-e"', 'aria-invalid="true"', "đồng</span>", "w-date", "(không bắt buộc)"),
    ),
    Sample("fields", "check", "{{ check(form.sure) }}", ('type="checkbox"', "Đọc và đánh dấu cam kết.")),
    Sample("fields", "choices", "{{ choices(form.helped) }}", ("<legend>Có thuê", 'id="helped-0"', 'type="radio"')),
    Sample(
        "fields", "row_set", '{% call row_set("Khoản 2", 1) %}…{% endcall %}', ("<details", " open>", "1 chỗ cần sửa")
    ),
)
