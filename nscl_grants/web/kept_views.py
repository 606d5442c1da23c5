"""A list is kept as a view: what its form sends is kept under a name, or a kept one is let go."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from nscl_grants.actions.saved_views import forget_view, keep_view
from nscl_grants.domain.vietnamese import clean
from nscl_grants.web.access import db, me, now, posted_act
from nscl_grants.web.language import _
from nscl_grants.web.messages import tell

LONGEST_NAME = 60


def keep_or_forget(of_list: str, address: str, query: str) -> ResponseReturnValue:
    """Do what the form asks of the view, and go back to the list; `query` holds only what the list understands."""
    name = clean(request.form.get("name", ""))[:LONGEST_NAME]
    if request.form.get("do") == "forget":
        forget_view(db(), of_list, name, actor=me(), at=now(), act=posted_act())
        tell(_("Đã bỏ chế độ xem “%(name)s”.", name=name))
    elif name:
        keep_view(db(), of_list, name, query, actor=me(), at=now(), act=posted_act())
        tell(_("Đã lưu chế độ xem “%(name)s”.", name=name), _("Chế độ xem có ở đầu danh sách, chỉ ông/bà thấy."))
    else:
        tell(_("Chưa lưu được chế độ xem."), _("Đặt tên cho chế độ xem, ví dụ: Hồ sơ ISO 22000 năm nay."), "bad")
    return redirect(f"{address}?{query}", 303)
