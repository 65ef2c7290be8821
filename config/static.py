"""Static files: collected with hashed names, and kept in step with their sources by the runner."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

LIBRARIES = ("/admin/", "/rest_framework/", "/drf_spectacular_sidecar/")


class BrotliForGuests(Compressor):  # type: ignore[misc]
    """Brotli, small but slow, for what a guest's phone loads; gzip for the administration and the API's documentation.

    Brotli for all of it takes 50 s of a processor, which a first `make run` would have to wait for.
    """

    gzip = Compressor(use_brotli=False, quiet=True)

    def should_compress(self, filename: str) -> bool:
        return not filename.endswith(".map") and bool(super().should_compress(filename))

    def compress(self, path: str) -> list[str]:
        of_library = any(library in path for library in LIBRARIES)
        return list(self.gzip.compress(path) if of_library else super().compress(path))


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def create_compressor(self, **options: Any) -> BrotliForGuests:
        return BrotliForGuests(**options)


def collect(*, run: Callable[..., None]) -> None:
    """Collect, hash and compress the static files if a source has changed since the last time."""
    stamp, now = Path(settings.STATIC_ROOT, ".sources"), fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    run("collectstatic", "--noinput", "--clear", "--verbosity=0")
    stamp.write_text(now)


def fingerprint() -> str:
    """Of all sources: names, sizes and times."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
