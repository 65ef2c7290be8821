"""The words for what somebody does not eat, as the database knows them."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """The fourteen allergens by the codes of dishes (Reg. (EU) 1169/2011), what else a dish is labelled with, and
    ways of eating. Each is what a person avoids, never what a plate is free of (DOMAIN 5.13)."""

    PORK = "pork", _("maiale")
    MEAT = "meat", _("carne")
    FISH = "fish", _("pesce")
    ALCOHOL = "alcohol", _("alcol")
    GELATINE = "gelatine", _("gelatina")
    VEGETARIAN = "vegetarian", _("vegetariano")
    VEGAN = "vegan", _("vegano")
    HALAL = "halal", _("halal, senza certificato")
    GLUTEN = "gluten", _("glutine")
    MILK = "milk", _("latte")
    EGGS = "eggs", _("uova")
    NUTS = "nuts", _("frutta a guscio")
    PEANUTS = "peanuts", _("arachidi")
    CRUSTACEANS = "crustaceans", _("crostacei")
    MOLLUSCS = "molluscs", _("molluschi")
    SOY = "soy", _("soia")
    CELERY = "celery", _("sedano")
    MUSTARD = "mustard", _("senape")
    SESAME = "sesame", _("sesamo")
    SULPHITES = "sulphites", _("solfiti")
    LUPIN = "lupin", _("lupini")
    DIABETES = "diabetes", _("diabete")
    SOFT = "soft", _("cibo morbido")


WAYS = (Need.VEGETARIAN, Need.VEGAN, Need.HALAL, Need.DIABETES, Need.SOFT)
"""Ways of eating; everything else is a thing that is not eaten."""


def in_words(needs: Iterable[str]) -> str:
    """*Vegetariano · non mangia: latte, uova*, in the active language: what a person avoids, no promise."""
    said = [Need(need) for need in needs]
    things = ", ".join(str(need.label) for need in said if need not in WAYS)
    avoided = [gettext("non mangia: {what}").format(what=things)] if things else []
    return " · ".join([*(str(need.label) for need in said if need in WAYS), *avoided])
