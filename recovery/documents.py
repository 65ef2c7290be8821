"""Transport documents: what was handed over, frozen with the hand-over, and annulled by a document of its own.

The paper's weight is the declared one, *peso da verificarsi a destino*; figures use the scale's (DOMAIN 5.5). Printing
waits for nobody: a PDF is drawn from the payload whenever somebody asks for it (recovery.papers).
"""

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.functional import Promise

from canteens import clock
from canteens.models import User
from mensa.refusals import constraint
from recovery.models import Category, Donation, Lot, TransportDocument
from recovery.refusals import AlreadyAnnulled, NumberTaken

TEMPLATE_VERSION = "ddt-1"


@transaction.atomic
def issue(donation: Donation, *, own_number: str = "", by: User | None) -> TransportDocument:
    """The document of a donation as it is handed over now: our next number, or the shop's own as it was given.

    Our numbers have no gap: the database draws one in this very transaction. Raises NumberTaken.
    """
    return _write(donation, payload=_payload(donation, by=by), own_number=own_number.strip(), by=by)


@transaction.atomic
def annul(document: TransportDocument, *, why: str, by: User | None) -> TransportDocument:
    """A counter-document, in our series, that takes `document` back; neither is ever changed.

    It carries its own day and hour, what it annuls and why, and once more the goods that it takes back.
    Raises AlreadyAnnulled.
    """
    if document.annuls_id or TransportDocument.objects.filter(annuls=document).exists():
        raise AlreadyAnnulled
    payload = document.payload | _local(document.donation) | {
        "annuls": document.name, "annuls_day": document.payload["day"], "why": why
    }  # fmt: skip
    try:
        with transaction.atomic():
            return _write(document.donation, payload=payload, own_number="", by=by, annuls=document)
    except IntegrityError as refused:
        if constraint(refused) == "recovery_transportdocument_annuls_id_key":
            raise AlreadyAnnulled from refused
        raise


def current(donation: Donation) -> TransportDocument | None:
    """The document that holds for a donation: the newest that is no counter-document and was not annulled."""
    rows = TransportDocument.objects.filter(donation=donation, annuls=None, annulled_by=None)
    found: TransportDocument | None = rows.order_by("-pk").first()
    return found


def fingerprint(payload: dict[str, Any]) -> str:
    """SHA-256 of the payload as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(document: TransportDocument) -> bool:
    """Whether the payload is still the one that was issued."""
    return fingerprint(document.payload) == document.sha256


def _write(
    donation: Donation,
    *,
    payload: dict[str, Any],
    own_number: str,
    by: User | None,
    annuls: TransportDocument | None = None,
) -> TransportDocument:
    now = clock.now()
    document = TransportDocument(
        shop=donation.shop, donation=donation, year=now.astimezone(donation.canteen.tz).year, own_number=own_number,
        annuls=annuls, payload=payload, template_version=TEMPLATE_VERSION, sha256=fingerprint(payload), issued_at=now,
        issued_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as refused:
        if constraint(refused) == "one_document_an_own_number":
            raise NumberTaken(number=own_number) from refused
        raise
    document.refresh_from_db(fields=["number"])
    return document


def _payload(donation: Donation, *, by: User | None) -> dict[str, Any]:
    shop, canteen = donation.shop, donation.canteen
    lots = donation.lots.exclude(state=Lot.State.REFUSED).order_by("pk")  # what stays behind is not handed over
    return _local(donation) | {
        "origin": donation.origin,
        "donor": {
            "name": shop.legal_name or shop.name, "sign": shop.name, "tax_code": shop.tax_code, "address": shop.address,
        },
        "donee": {
            "name": canteen.association or canteen.name, "tax_code": canteen.association_tax_code,
            "address": canteen.association_address or canteen.place,
        },
        "destination": canteen.place,
        "carrier": str(by) if by else "",
        "goods": [_goods(lot) for lot in lots],
        "grams": sum(lot.declared_grams for lot in lots),
    }  # fmt: skip


def _local(donation: Donation) -> dict[str, str]:
    """This very minute, as clocks at the canteen show it."""
    local = clock.now().astimezone(donation.canteen.tz)
    return {"day": local.date().isoformat(), "hour": f"{local:%H:%M}"}


def _goods(lot: Lot) -> dict[str, Any]:
    return {
        "food": lot.food, "category": lot.category, "category_name": _italian(Category(lot.category).label),
        "crates": lot.crates, "grams": lot.declared_grams,
        "date_mark": lot.date_mark, "marked_day": lot.marked_day.isoformat() if lot.marked_day else None,
        "precision": lot.precision, "celsius": str(lot.celsius) if lot.celsius is not None else None,
    }  # fmt: skip


def _italian(words: str | Promise) -> str:
    """The paper is an Italian one, whoever issues it in whichever language; its words are frozen with it."""
    with translation.override("it"):
        return str(words)
