"""Uploaded files in a bucket that speaks S3, under the same generated names as on disk.

An object is sent whole or not at all, and is never written over; opened, it must have the digest that it was kept with,
as on disk. Loaded only where a bucket is named, because the client takes a while to load.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from nscl_grants.config import Config
from nscl_grants.outside.storage import CHUNK_BYTES, Kept, Storage, StorageIsAway, StoredFileChanged

_GONE = frozenset({"NoSuchKey", "404"})
_CANNOT_NOW = 500
"""From this status on the fault is the bucket's own."""


@dataclass(frozen=True, slots=True)
class Bucket(Storage):
    """A bucket in place of the folder."""

    name: str = ""
    client: Any = field(default=None, repr=False)

    def keep(self, file: IO[bytes]) -> Kept:
        """Store the whole file under a new name."""
        made = uuid.uuid4().hex
        stored_as, (sha256, size) = f"{made[:2]}/{made}", _measured(file)
        file.seek(0)
        with _answering():
            self.client.put_object(Bucket=self.name, Key=stored_as, Body=file, ContentLength=size)
        return Kept(stored_as, sha256, size)

    def discard(self, kept: Kept) -> None:
        """Remove a file that no row came to know; it stays where it is, known to nobody, when the bucket is away."""
        with suppress(StorageIsAway), _answering():
            self.client.delete_object(Bucket=self.name, Key=self.checked(kept.stored_as))

    def read(self, stored_as: str, sha256: str, name: str) -> bytes:
        """The bytes, checked against their digest."""
        try:
            with _answering():
                content: bytes = self.client.get_object(Bucket=self.name, Key=self.checked(stored_as))["Body"].read()
        except self.client.exceptions.ClientError as fault:
            if fault.response["Error"]["Code"] not in _GONE:
                raise
            raise StoredFileChanged(name) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoredFileChanged(name)
        return content

    def is_empty(self) -> bool:
        """Whether the bucket holds nothing."""
        return not self.client.list_objects_v2(Bucket=self.name, MaxKeys=1).get("KeyCount", 0)

    def take_in(self, folder: Path) -> None:
        """Send a whole folder of files under our names."""
        for place in sorted(folder.glob("*/*")):
            with place.open("rb") as file:
                self.client.put_object(
                    Bucket=self.name, Key=self.checked(f"{place.parent.name}/{place.name}"), Body=file
                )

    def give_up(self) -> None:
        """Remove everything again."""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            for found in page.get("Contents", ()):
                self.client.delete_object(Bucket=self.name, Key=found["Key"])


@contextmanager
def _answering() -> Iterator[None]:
    """What it says in earnest passes through; silence, and that it cannot answer now, is that it is away."""
    faults = import_module("botocore.exceptions")
    try:
        yield
    except faults.ClientError as fault:
        if fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= _CANNOT_NOW:
            raise StorageIsAway() from fault
        raise
    except (faults.BotoCoreError, OSError) as fault:
        raise StorageIsAway() from fault


def bucket_of(config: Config) -> Bucket:
    """The bucket that the installation names."""
    boto3, settings = import_module("boto3"), import_module("botocore.config")
    client = boto3.client(
        "s3",
        endpoint_url=config.s3_endpoint or None,
        region_name=config.s3_region,
        aws_access_key_id=config.s3_key or None,
        aws_secret_access_key=config.s3_secret or None,
        config=settings.Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
        ),
    )
    return Bucket(config.uploads, config.s3_bucket, client)


def _measured(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
