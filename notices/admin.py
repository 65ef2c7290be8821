"""What was said, to look at. Addresses stay in the contact; the payload is what was frozen."""

from django.contrib import admin

from canteens.admin import Shown
from notices.models import Contact, KeptMail, Notice


@admin.register(Notice)
class Notices(Shown):
    """The outbox."""

    list_display = ["key", "kind", "channel", "state", "due", "sent", "attempts", "error"]
    list_filter = ["state", "channel", "kind", "canteen"]
    search_fields = ["key"]
    date_hierarchy = "due"
    exclude = ["payload"]  # a guest's secret link is in it


@admin.register(Contact)
class Contacts(Shown):
    """Where to write; whose it is, the row does not say."""

    list_display = ["pk", "canteen", "language"]
    list_filter = ["canteen", "language"]


@admin.register(KeptMail)
class KeptMails(Shown):
    """Mails of the demo."""

    list_display = ["subject", "kept_at"]
    exclude = ["text", "html"]
