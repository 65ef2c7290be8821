"""The shop's icon on the home screen: a web app manifest, and no script."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

SIZES = (192, 512)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the page among its apps; it opens where the shop gives."""
    icons = [
        {"src": static(f"icons/shop-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    facts = {
        "name": _("Consegna a Reciprocamensa"), "short_name": _("Consegna"), "lang": get_language(), "id": "shop",
        "start_url": reverse("shop"), "scope": "/", "display": "standalone", "background_color": "#fbf7f0",
        "theme_color": "#fbf7f0", "icons": icons,
    }  # fmt: skip
    return JsonResponse(facts, content_type="application/manifest+json")
