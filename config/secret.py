"""The secret of a development install: made once, kept in its state folder, the same in each of its processes."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def own_secret(state: Path) -> str:
    """This install's key. Written aside and linked into place, so that two first starts agree on one whole key.

    Raises ImproperlyConfigured for an empty one, with which the web would never answer.
    """
    file = state / "secret"
    if not file.exists():
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = state / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # the other start was first: its key is ours
        finally:
            draft.unlink()
    if not (key := file.read_text()):
        raise ImproperlyConfigured(f"The file {file} is empty: delete it, and a new key is made.")
    return key
