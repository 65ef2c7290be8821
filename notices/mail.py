"""A notice in words, mailed or said by a person: in the reader's language and the canteen's zone, dates included."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from email.mime.image import MIMEImage
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from canteens.staff import password_path
from notices.models import Notice


def send(notice: Notice) -> None:
    """Send `notice` to its contact; raises OSError (SMTPException is one) when the server does not take it."""
    message = compose(notice)
    message.send()


class Letter(EmailMultiAlternatives):
    """A mail whose pictures belong to its text, and are no attachments below it (RFC 2387)."""

    mixed_subtype = "related"


class Pictures(dict[str, bytes]):
    """What goes along with a mail to be seen in its text: PNG by Content-ID."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self.end = f"notice-{notice.pk}@{_domain()}"

    def put(self, name: str, png: bytes) -> str:
        """Take it along; returns the address that the HTML finds it under."""
        self[f"{name}.{self.end}"] = png
        return f"cid:{name}.{self.end}"


class Papers(dict[str, bytes]):
    """What goes along with a mail to be opened or printed: PDF by file name. Drawn by the worker."""

    def put(self, name: str, pdf: bytes) -> str:
        """Take it along; returns its name."""
        self[name] = pdf
        return name


def compose(notice: Notice) -> EmailMultiAlternatives:
    """The mail of `notice`. Its Message-ID depends on the notice alone, so a second sending is recognised as one.

    A template may put pictures into it ({% picture %} of notice_words). They are drawn here, by the worker.
    """
    pictures, papers = Pictures(notice), Papers()
    with spoken_as(notice, language=notice.contact.language):
        along = {"password_path": partial(_password_path, notice), "pictures": pictures, "papers": papers}
        context = facts_of(notice) | along
        subject = " ".join(_render(notice, "subject.txt", context).split())
        text = _render(notice, "txt", context)
        html = _render(notice, "html", context)
    headers = {"Message-ID": f"<notice-{notice.pk}@{_domain()}>", "Content-Language": notice.contact.language}
    headers["Auto-Submitted"] = "auto-generated"
    message = Letter(subject, text, to=[notice.contact.email], headers=headers)
    message.attach_alternative(html, "text/html")
    _attach(pictures, message)
    if papers:
        message.mixed_subtype = "mixed"  # a paper stands below the text
    for name, pdf in papers.items():
        message.attach(name, pdf, "application/pdf")
    return message


def voice(notice: Notice, *, language: str) -> str:
    """What a person says instead of the mail, in `language`: its text without links and without the letterhead."""
    with spoken_as(notice, language=language):
        text = _render(notice, "txt", facts_of(notice) | {"spoken": True})
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@contextmanager
def spoken_as(notice: Notice, *, language: str) -> Iterator[None]:
    """In that language, and in the canteen's own time."""
    with translation.override(language), timezone.override(notice.canteen.tz):
        yield


def facts_of(notice: Notice) -> dict[str, object]:
    """What every template of a notice may use, in the language that is active."""
    return {
        "notice": notice, "payload": notice.payload, "canteen": notice.canteen, "site": settings.SITE_URL,
        "at": _instant(notice.payload.get("at")), "until": _instant(notice.payload.get("until")),
        "instead": _instant(notice.payload.get("instead")),
        "lang": translation.get_language() or notice.contact.language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
    }  # fmt: skip


def _attach(pictures: Pictures, message: EmailMultiAlternatives) -> None:
    for cid, png in pictures.items():
        part = MIMEImage(png, "png")
        part.add_header("Content-ID", f"<{cid}>")
        part.add_header("Content-Disposition", "inline", filename=f"{cid.partition('.')[0]}.png")
        message.attach(part)


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip("<> ")


def _password_path(notice: Notice) -> str:
    """Made when the mail is, and kept nowhere; only mails to the staff ask for it."""
    return password_path(notice.contact.user) if notice.contact.user else ""


def _render(notice: Notice, ending: str, context: dict[str, object]) -> str:
    return render_to_string(f"notices/{notice.kind}.{ending}", context)


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
