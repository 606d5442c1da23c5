"""The forms of signing in, registering and changing a password, in the order in which they ask."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest
from wtforms import EmailField, Form, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # The types lag a version behind.
from wtforms.validators import InputRequired, StopValidation

from nscl_grants.actions.accounts import NewOrganisation, NewUser
from nscl_grants.domain.forms.refusals import TaxCodeLooksWrong
from nscl_grants.domain.identifiers import (
    check_digit_fits,
    read_email,
    read_identity_number,
    read_name,
    read_phone,
    read_tax_code,
)
from nscl_grants.domain.refused import Refused
from nscl_grants.web.faults import mark
from nscl_grants.web.filters import sentence
from nscl_grants.web.language import _, lazy

ELSEWHERE = "elsewhere"
"""Chosen for a seat outside the province; stored as no commune."""


class Line(StringField):
    """One line that the domain reads; it gives back what was typed and keeps what was read in `value`."""

    def __init__(self, label: str, reader: Callable[[str], str], needed: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.reader, self.needed, self.value = reader, needed, ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """One answer; two of them have no meaning."""
        if len(valuelist) > 1:
            raise BadRequest()
        super().process_formdata(valuelist)

    def pre_validate(self, form: Any) -> None:
        """Read what was typed, or say what is wrong with it."""
        typed = (self.data or "").strip()
        if not typed:
            raise StopValidation(str(self.needed))
        try:
            self.value = self.reader(typed)
        except Refused as refused:
            raise StopValidation(sentence(refused)) from None


class LoginForm(Form):
    """Who signs in; an address that cannot be one is answered like one that is not known."""

    email = EmailField(
        lazy("Thư điện tử"),
        [InputRequired(lazy("Nhập thư điện tử."))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy("Mật khẩu"),
        [InputRequired(lazy("Nhập mật khẩu."))],
        render_kw={"autocomplete": "current-password"},
    )


class NewcomerForm(Form):
    """The address that an account will sign in with."""

    email = Line(
        lazy("Thư điện tử để đăng nhập"),
        read_email,
        lazy("Nhập thư điện tử để đăng nhập."),
        description=lazy("Có thể trùng với thư điện tử của tổ chức"),
        render_kw={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )


class RegistrationForm(Form):
    """An organisation and the person who will act for it."""

    tax_code = Line(
        lazy("Mã số thuế"),
        read_tax_code,
        lazy("Nhập mã số thuế."),
        description=lazy("10 chữ số, ví dụ 0100233488; đơn vị phụ thuộc thêm 3 chữ số, ví dụ 0314409058-002"),
    )
    name = Line(
        lazy("Tên tổ chức"),
        read_name,
        lazy("Nhập tên tổ chức."),
        description=lazy("Tên đầy đủ như trên giấy đăng ký"),
        render_kw={"autocomplete": "organization"},
    )
    kind = RadioField(
        lazy("Loại tổ chức"),
        choices=[
            SelectChoice("enterprise", lazy("Doanh nghiệp")),
            SelectChoice("cooperative", lazy("Hợp tác xã")),
            SelectChoice("cooperative_union", lazy("Liên hiệp hợp tác xã")),
        ],
        validators=[InputRequired(lazy("Chọn loại tổ chức."))],
    )
    address = Line(
        lazy("Số nhà, đường, thôn, khu công nghiệp"),
        read_name,
        lazy("Nhập địa chỉ trụ sở."),
        description=lazy("Ví dụ Số 1, đường A"),
        render_kw={"autocomplete": "street-address"},
    )
    commune = SelectField(lazy("Phường, xã"), validators=[InputRequired(lazy("Chọn phường, xã nơi có trụ sở."))])
    phone = Line(
        lazy("Điện thoại của tổ chức"),
        read_phone,
        lazy("Nhập điện thoại của tổ chức."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    organisation_email = Line(
        lazy("Thư điện tử của tổ chức"),
        read_email,
        lazy("Nhập thư điện tử của tổ chức."),
        description=lazy("Thông báo về hồ sơ được gửi đến đây"),
        render_kw={"inputmode": "email", "spellcheck": "false"},
    )
    representative = Line(
        lazy("Người đại diện theo pháp luật"), read_name, lazy("Nhập họ và tên người đại diện theo pháp luật.")
    )
    representative_title = Line(
        lazy("Chức vụ của người đại diện"),
        read_name,
        lazy("Nhập chức vụ của người đại diện."),
        description=lazy("Ví dụ Giám đốc"),
    )
    full_name = Line(
        lazy("Họ và tên"),
        read_name,
        lazy("Nhập họ và tên của ông/bà."),
        description=lazy("Như trên thẻ căn cước"),
        render_kw={"autocomplete": "name"},
    )
    identity_number = Line(
        lazy("Số định danh cá nhân"),
        read_identity_number,
        lazy("Nhập số định danh cá nhân."),
        description=lazy("12 chữ số trên thẻ căn cước"),
    )
    password = PasswordField(
        lazy("Mật khẩu"),
        [InputRequired(lazy("Đặt mật khẩu."))],
        description=lazy("Ít nhất 15 ký tự. Vài từ không liên quan ghép lại vừa dễ nhớ vừa khó đoán."),
        render_kw={"autocomplete": "new-password"},
    )

    def offer(self, communes: Mapping[str, str]) -> "RegistrationForm":
        """Give the communes to choose from, by their code."""
        choices: Any = [
            SelectChoice("", _("Chọn phường, xã")),
            *(SelectChoice(code, label, optgroup=_("Trong tỉnh")) for code, label in communes.items()),
            SelectChoice(ELSEWHERE, _("Trụ sở ngoài tỉnh"), optgroup=_("Nơi khác")),
        ]
        self.commune.choices = choices
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Read every field; a check digit that does not fit is asked about once."""
        sound = bool(super().validate(extra_validators))
        code = self.tax_code.value
        if code and not check_digit_fits(code) and request.form.get("tax_code_sure") != code:
            mark(self.tax_code, TaxCodeLooksWrong(code))
            return False
        return sound

    @property
    def organisation(self) -> NewOrganisation:
        """What was read about the organisation."""
        return NewOrganisation(
            tax_code=self.tax_code.value,
            name=self.name.value,
            kind=str(self.kind.data),
            address=self.address.value,
            commune="" if self.commune.data == ELSEWHERE else str(self.commune.data),
            phone=self.phone.value,
            email=self.organisation_email.value,
            representative=self.representative.value,
            representative_title=self.representative_title.value,
        )

    def user(self, email: str) -> NewUser:
        """What was read about the person, who signs in with that address."""
        return NewUser(self.full_name.value, self.identity_number.value, email)


class PasswordForm(Form):
    """The present password, and the one to come."""

    present = PasswordField(
        lazy("Mật khẩu hiện tại"),
        [InputRequired(lazy("Nhập mật khẩu hiện tại."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        lazy("Mật khẩu mới"),
        [InputRequired(lazy("Nhập mật khẩu mới."))],
        description=lazy("Ít nhất 15 ký tự. Vài từ không liên quan ghép lại vừa dễ nhớ vừa khó đoán."),
        render_kw={"autocomplete": "new-password"},
    )


def login_name(typed: str | None) -> str:
    """The e-mail to look for; what cannot be an address is looked for too, and found nowhere."""
    try:
        return read_email(typed or "")
    except Refused:
        return (typed or "").strip().casefold()[:254]
