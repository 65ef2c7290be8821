"""What people who help open; the door, shops and figures have modules of their own."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import calendar, calls, care, kitchens, meals, outbox, people, phones, records
from web.access import View, needs
from web.canteen import CanteenPage
from web.menus_ahead import PlannedMenus
from web.patron_days import PatronDays, forget_patron_day
from web.privacy import PrivacyPage, RulePage
from web.signin import Forgotten, SetPassword, SignIn, SignOut
from web.today import today


def _coordinator(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COORDINATOR)(cast(View, view))


one_sitting: list[URLPattern] = [
    path("", _coordinator(calendar.sitting), name="sitting"),
    path("posti/", _coordinator(calendar.Seats.as_view()), name="sitting_seats"),
    path("volontari/", _coordinator(calendar.Helpers.as_view()), name="sitting_helpers"),
    path("ora/", _coordinator(calendar.Hours.as_view()), name="sitting_hours"),
    path("menu/", _coordinator(calendar.Menu.as_view()), name="sitting_menu"),
    path("telefoni/", _coordinator(phones.phones), name="sitting_phones"),
    path("telefoni/<int:booking>/libera/", _coordinator(phones.free), name="sitting_phone_free"),
    path("asporto/", _coordinator(calendar.Portions.as_view()), name="sitting_portions"),
    path("cucina/", _coordinator(calendar.CookedIn.as_view()), name="sitting_kitchen"),
    path("annulla/", _coordinator(calendar.Cancel.as_view()), name="sitting_cancel"),
    path("tavola/", _coordinator(kitchens.lay), name="sitting_table"),
]
days: list[URLPattern | URLResolver] = [
    path("", _coordinator(calendar.calendar), name="calendar"),
    path("chiudi/", _coordinator(calendar.CloseDay.as_view()), name="close_day"),
    path("menu/", _coordinator(PlannedMenus.as_view()), name="menus"),
    path("feste/", _coordinator(PatronDays.as_view()), name="patron_days"),
    path("feste/<int:pk>/togli/", _coordinator(forget_patron_day), name="forget_patron_day"),
    path("festa/<int:pk>/", _coordinator(calendar.decide), name="decide"),
    path("<int:pk>/", include(one_sitting)),
    path("cucine/", _coordinator(kitchens.kitchens), name="kitchens"),
    path("cucine/nuova/", _coordinator(kitchens.NewKitchen.as_view()), name="new_kitchen"),
    path("cucine/<int:pk>/ferma/", _coordinator(kitchens.CloseKitchen.as_view()), name="close_kitchen"),
]
letters: list[URLPattern] = [
    path("", _coordinator(outbox.notices), name="outbox"),
    path("<int:pk>/", _coordinator(outbox.notice), name="notice"),
    path("<int:pk>/ancora/", _coordinator(outbox.again), name="notice_again"),
    path("lettera/<int:pk>/", _coordinator(outbox.letter), name="letter"),
]
by_voice: list[URLPattern] = [
    path("", calls.to_call, name="calls"),
    path("<int:pk>/", calls.one_call, name="call"),
    path("<int:pk>/prendi/", calls.take, name="call_take"),
    path("<int:pk>/esito/", calls.record, name="call_record"),
    path("ingresso/<int:pk>/", calls.said_at_door, name="untold_said"),
]
helpers: list[URLPattern] = [
    path("", _coordinator(people.people), name="people"),
    path("invita/", _coordinator(people.Invite.as_view()), name="invite"),
    path("<int:pk>/", _coordinator(people.Person.as_view()), name="person"),
    path("<int:pk>/accesso/", _coordinator(people.access), name="person_access"),
    path("<int:pk>/link/", _coordinator(people.password_link), name="person_link"),
]
privacy: list[URLPattern] = [
    path("", _coordinator(PrivacyPage.as_view()), name="privacy_settings"),
    path("tempo/<slug:purpose>/", _coordinator(RulePage.as_view()), name="retention_rule"),
    path("ospite/", _coordinator(records.FindRecord.as_view()), name="find_record"),
    path("ospite/<int:pk>/", _coordinator(records.record), name="record"),
    path("ospite/<int:pk>/dimentica/", _coordinator(records.forget), name="record_forget"),
]
missed: list[URLPattern] = [
    path("", _coordinator(care.missed), name="care"),
    path("<int:pk>/sentita/", _coordinator(care.asked), name="care_asked"),
    path("quando/", _coordinator(care.Settings.as_view()), name="care_settings"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("entra/", SignIn.as_view(), name="login"),
    path("esci/", SignOut.as_view(), name="logout"),
    path("password/", Forgotten.as_view(), name="forgotten"),
    path("password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
    path("oggi/", today, name="today"),
    path("sala/", _coordinator(CanteenPage.as_view()), name="canteen"),
    path("servizi/", _coordinator(meals.meals), name="meals"),
    path("servizi/nuovo/", _coordinator(meals.NewMeal.as_view()), name="new_meal"),
    path("servizi/<int:pk>/", _coordinator(meals.OneMeal.as_view()), name="meal"),
    path("calendario/", include(days)),
    path("messaggi/", include(letters)),
    path("da-chiamare/", include(by_voice)),
    path("ci-manca/", include(missed)),
    path("persone/", include(helpers)),
    path("dati/", include(privacy)),
]
