"""The mail backend of the embedded demo: mails stay here, readable on the outbox page."""

import re
from collections.abc import Sequence
from email.mime.image import MIMEImage

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from canteens import clock
from notices.models import KeptMail, Notice


class Backend(BaseEmailBackend):
    """Keeps each mail as a row; a mail sent twice is kept once, as a mail program would show it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            _keep(message)
        return len(email_messages)


def _keep(message: EmailMessage) -> None:
    message_id = message.extra_headers.get("Message-ID", "")
    own = re.match(r"<notice-(\d+)@", message_id)
    html = _with_pictures(message, next((str(part[0]) for part in getattr(message, "alternatives", [])), ""))
    for to in message.to:
        KeptMail.objects.update_or_create(
            message_id=message_id, to=to,
            defaults={
                "notice": Notice.objects.filter(pk=own[1]).first() if own else None,
                "subject": str(message.subject), "text": str(message.body), "html": html, "kept_at": clock.now(),
            },
        )  # fmt: skip


def _with_pictures(message: EmailMessage, html: str) -> str:
    """The text with its pictures inside it: a kept mail has nothing beside it."""
    for part in message.attachments:
        if isinstance(part, MIMEImage):
            encoded = "".join(str(part.get_payload()).split())  # base64 already, in lines
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:image/png;base64,{encoded}")
    return html
