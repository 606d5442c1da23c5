"""The file of the decision behind a proposal: stored before the act, and kept only with it."""

from collections.abc import Mapping
from typing import Any

from nscl_grants.actions.attachments import MOST_MEGABYTES, Upload, file_name
from nscl_grants.outside.sniffing import sniff
from nscl_grants.outside.storage import FileTooLarge, Kept, Storage, size_of


def keep_paper(storage: Storage, upload: Upload) -> dict[str, Any]:
    """Store the file and tell what it is; refuses what is too large or of no kind that we take."""
    name = file_name(upload.name)
    if size_of(upload.file) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(name, MOST_MEGABYTES)
    kind, kept = sniff(upload.file, name), storage.keep(upload.file)
    return {
        "name": name,
        "media_type": kind.media_type,
        "stored_as": kept.stored_as,
        "sha256": kept.sha256,
        "size_bytes": kept.size_bytes,
    }


def forget_paper(storage: Storage, file: Mapping[str, Any]) -> None:
    """Remove a file that no proposal came to know."""
    storage.discard(Kept(file["stored_as"], file["sha256"], file["size_bytes"]))


def as_sent(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the person sent of a proposal: the file counts by its digest, not by where we put it."""
    file = content.get("file")
    return dict(content) if file is None else {**content, "file": file["sha256"]}
