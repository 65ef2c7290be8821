"""Papers as answers."""

import re

from django.http import HttpResponse


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """An answer that a browser shows, and saves under `name`: letters that any system takes for a file."""
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.") or "documento"
    headers = {"Content-Disposition": f'inline; filename="{plain}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
