"""Cards and who sends people: what staff, coordinators and referring bodies open."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import card_sheets, cards, referral_shares, referrals, referrers
from web.access import View, needs


def _door(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.DOOR)(cast(View, view))


def _coordinator(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COORDINATOR)(cast(View, view))


def _body(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.REFERRER)(cast(View, view))


one_card: list[URLPattern] = [
    path("", _door(cards.card_of), name="card_of"),
    path("parlato/", _door(cards.talked), name="card_talked"),
    path("ristampa/", _door(cards.reprint), name="card_reprint"),
    path("persa/", _door(cards.Lost.as_view()), name="card_replace"),
    path("unisci/", _coordinator(cards.Merge.as_view()), name="card_merge"),
    path("separa/<int:other>/", _coordinator(cards.part), name="card_part"),
    path("doppia/<int:booking>/", _coordinator(cards.free_double), name="card_free_double"),
    path("ente/", _coordinator(referrers.Refer.as_view()), name="card_refer"),
]
of_cards: list[URLPattern | URLResolver] = [
    path("", _door(cards.cards), name="cards"),
    path("da-rivedere/", _coordinator(cards.card_reviews), name="card_reviews"),
    path("fogli/", card_sheets.sheets, name="card_sheets"),
    path("stampa/<str:seal>/", card_sheets.printed, name="card_print"),
    path("<int:pk>/", include(one_card)),
]
of_referrals: list[URLPattern] = [
    path("", referrals.referrals, name="referrals"),
    path("nuova/", referrals.new, name="referral_new"),
    path("carta/<str:seal>/", referrals.given, name="referral_card"),
    path("<int:pk>/rinnova/", _body(referrals.Renew.as_view()), name="referral_renew"),
    path("<int:pk>/concludi/", _body(referrals.end), name="referral_end"),
]
of_bodies: list[URLPattern] = [
    path("", _coordinator(referrers.referrers), name="referrers"),
    path("nuovo/", _coordinator(referrers.edit), name="referrer_new"),
    path("<int:pk>/", _coordinator(referrers.edit), name="referrer_edit"),
    path("da-dove/", referral_shares.page, name="referral_shares"),
    path("da-dove/foglio.csv", referral_shares.spreadsheet, name="referral_shares_sheet"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("carte/", include(of_cards)),
    path("invii/", include(of_referrals)),
    path("enti/", include(of_bodies)),
]
