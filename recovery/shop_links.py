"""The link that opens a shop's page without a password.

It holds the shop and the version of its link, signed: one more version, and every old link and every phone that was
opened with one is dead. Looking at a link does nothing.
"""

from django.core.signing import BadSignature, Signer
from django.db.models import F

from recovery.models import Shop

_signer = Signer(sep="~", salt="recovery.shop-link")


def link_of(shop: Shop) -> str:
    """The secret part of the shop's link, as it holds now."""
    return _signer.sign(f"{shop.pk}.{shop.link_version}")


def shop_of(link: str) -> Shop | None:
    """The shop that `link` opens; None for one that is wrong, changed or old."""
    try:
        pk, version = map(int, _signer.unsign(link).split("."))
    except (BadSignature, ValueError):
        return None
    found: Shop | None = Shop.objects.select_related("canteen").filter(pk=pk, link_version=version).first()
    return found


def renew(shop: Shop) -> Shop:
    """A new link; the old one, and the phones that keep it, open nothing any more."""
    Shop.objects.filter(pk=shop.pk).update(link_version=F("link_version") + 1)
    shop.refresh_from_db(fields=["link_version"])
    return shop
