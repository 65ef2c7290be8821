"""What a guest opens."""

from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import set_language

from web import guest_card, guest_options, guest_plates, guest_standing, guest_ticket, me
from web.gallery import gallery
from web.guest_card import living
from web.guest_days import Party, days
from web.guest_find import Find, not_my_phone
from web.places import where
from web.privacy import privacy

mine = cache_control(private=True, no_cache=True)
one_ticket = [
    path("", living(guest_ticket.ticket), name="ticket"),
    path("libero/", living(guest_ticket.give_back), name="give_back"),
    path("altro-giorno/", living(guest_ticket.take_other), name="take_other"),
    path("tardi/", living(guest_ticket.late), name="late"),
    path("manda/", living(guest_ticket.send), name="send"),
    path("calendario.ics", living(guest_ticket.calendar), name="calendar_file"),
    path("nome/", living(guest_options.alias), name="guest_alias"),
    path("promemoria/", living(guest_options.reminder), name="guest_reminder"),
    path("sentiamoci/", living(guest_options.care), name="guest_care"),
    path("lingua/", living(guest_options.language), name="guest_language"),
    path("piatti/", living(guest_plates.page), name="guest_plates"),
    path("piatti/via/", living(guest_plates.take_back), name="guest_plates_back"),
]
one_card = [
    path("", guest_card.card, name="card"),
    path("tieni/", guest_card.keep, name="card_keep"),
    path("persa/", guest_card.lost, name="card_lost"),
    path("giorni/", living(guest_standing.coming), name="guest_coming"),
    path("fisse/", living(guest_standing.standings), name="guest_standings"),
    path("fisse/<int:pk>/", living(guest_standing.one), name="guest_standing"),
    path("fisse/<int:pk>/fai/", living(guest_standing.act), name="guest_standing_act"),
]
my_page = [
    path("", me.me, name="me"),
    path("nome/", me.alias, name="me_alias"),
    path("promemoria/", me.reminder, name="me_reminder"),
    path("lingua/", me.language, name="me_language"),
    path("ritira/<slug:purpose>/", me.withdraw, name="me_withdraw"),
    path("dati/", me.my_data, name="my_data"),
    path("dati.json", me.my_file, name="my_file"),
    path("dimenticatemi/", me.forget_me, name="forget_me"),
]
urlpatterns = [
    path("", days, name="home"),
    path("dove/", where, name="where"),
    path("prenota/<int:pk>/", mine(Party.as_view()), name="party"),
    path("posto/<str:token>/<int:pk>/", include(one_ticket)),
    path("carta/<str:token>/", include(one_card)),
    path("io/<str:token>/", include(my_page)),
    path("privacy/", privacy, name="privacy"),
    path("trova/", mine(Find.as_view()), name="find"),
    path("dimentica/", not_my_phone, name="not_my_phone"),
    path("lingua/", set_language, name="set_language"),
    path("aspetto/", gallery, name="gallery"),
]
