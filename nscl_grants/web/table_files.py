"""Tables handed out as files: CSV or workbook, as attachments that no browser interprets."""

from flask import Response
from werkzeug.exceptions import NotFound

from nscl_grants.documents.table_file import CSV_TYPE, XLSX_TYPE, TableFile, csv_of, xlsx_of


def table_answer(form: str, name: str, *tables: TableFile) -> Response:
    """The tables as `<name>.csv` or `<name>.xlsx`; a CSV holds the first one. Any other form is not there."""
    if form == "csv":
        return attachment(csv_of(tables[0]), CSV_TYPE, f"{name}.csv")
    if form == "xlsx":
        return attachment(xlsx_of(*tables), XLSX_TYPE, f"{name}.xlsx")
    raise NotFound()


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """Bytes to be saved; the name is ours and plain."""
    answer = Response(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
