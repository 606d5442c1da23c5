"""A report's content as it is kept: canonical JSON and its digest, and back again."""

import json

from nscl_grants.db.plan_reports import PlanReport
from nscl_grants.documents.facts import digest_of, from_json, to_json
from nscl_grants.domain.results_report import Content


def kept(content: Content) -> tuple[str, str]:
    """The text that is stored, and its SHA-256."""
    values = to_json(content)
    return as_text(content), digest_of(values)


def as_text(content: Content) -> str:
    """The content as canonical JSON."""
    return json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_of(report: PlanReport) -> Content:
    """The content that the report keeps."""
    return from_json(Content, json.loads(report.content))
