"""What people who help open; the door, shops and figures have modules of their own."""

from collections.abc import Callable
from typing import cast

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from canteens.models import Role
from web import calendar, outbox, people
from web.access import View, needs
from web.canteen import CanteenPage
from web.signin import Forgotten, SetPassword, SignIn, SignOut
from web.today import today


def _coordinator(view: Callable[..., HttpResponseBase]) -> View:
    return needs(Role.COORDINATOR)(cast(View, view))


one_sitting: list[URLPattern] = [
    path("", _coordinator(calendar.sitting), name="sitting"),
    path("posti/", _coordinator(calendar.Seats.as_view()), name="sitting_seats"),
    path("ora/", _coordinator(calendar.Hours.as_view()), name="sitting_hours"),
    path("menu/", _coordinator(calendar.Menu.as_view()), name="sitting_menu"),
    path("annulla/", _coordinator(calendar.Cancel.as_view()), name="sitting_cancel"),
]
days: list[URLPattern | URLResolver] = [
    path("", _coordinator(calendar.calendar), name="calendar"),
    path("chiudi/", _coordinator(calendar.CloseDay.as_view()), name="close_day"),
    path("festa/<int:pk>/", _coordinator(calendar.decide), name="decide"),
    path("<int:pk>/", include(one_sitting)),
]
letters: list[URLPattern] = [
    path("", _coordinator(outbox.notices), name="outbox"),
    path("<int:pk>/", _coordinator(outbox.notice), name="notice"),
    path("<int:pk>/ancora/", _coordinator(outbox.again), name="notice_again"),
    path("lettera/<int:pk>/", _coordinator(outbox.letter), name="letter"),
]
helpers: list[URLPattern] = [
    path("", _coordinator(people.people), name="people"),
    path("invita/", _coordinator(people.Invite.as_view()), name="invite"),
    path("<int:pk>/", _coordinator(people.Person.as_view()), name="person"),
    path("<int:pk>/accesso/", _coordinator(people.access), name="person_access"),
    path("<int:pk>/link/", _coordinator(people.password_link), name="person_link"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("entra/", SignIn.as_view(), name="login"),
    path("esci/", SignOut.as_view(), name="logout"),
    path("password/", Forgotten.as_view(), name="forgotten"),
    path("password/<uidb64>/<token>/", SetPassword.as_view(), name="set_password"),
    path("oggi/", today, name="today"),
    path("sala/", _coordinator(CanteenPage.as_view()), name="canteen"),
    path("calendario/", include(days)),
    path("messaggi/", include(letters)),
    path("persone/", include(helpers)),
]
