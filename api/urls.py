"""The routes of `/api/v1/`."""

from django.urls import path, re_path
from django.views.decorators.cache import cache_page
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api import bookings, cards, days, documents, door, figures, food, helpers, login, outbox, place, receipt, root

SCHEMA = cache_page(3600)(SpectacularAPIView.as_view())  # drawing it takes as long as a hundred bookings
DOCS = SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html")

app_name = "api"
urlpatterns = [
    path("schema/", SCHEMA, name="schema"),
    path("docs/", DOCS, name="docs"),
    path("problems/", root.Problems.as_view(), name="problems"),
    path("problems/<slug:code>/", root.OneProblem.as_view(), name="problem"),
    path("auth/login/", login.Login.as_view(), name="login"),
    path("auth/logout/", login.Logout.as_view(), name="logout"),
    path("auth/me/", login.Whoami.as_view(), name="whoami"),
    path("sittings/", days.Days.as_view(), name="days"),
    path("sittings/<int:pk>/", days.OneDay.as_view(), name="day"),
    path("sittings/<int:pk>/cancel/", days.CancelDay.as_view(), name="cancel_day"),
    path("sittings/<int:pk>/bookings/", bookings.Bookings.as_view(), name="bookings"),
    path("sittings/<int:pk>/door/", door.DoorList.as_view(), name="door"),
    path("sittings/<int:pk>/door/find/", door.FindAtDoor.as_view(), name="door_find"),
    path("sittings/<int:pk>/door/walk-in/", door.WalkIn.as_view(), name="walk_in"),
    path("sittings/<int:pk>/door/takeaway/", door.TakeAway.as_view(), name="takeaway"),
    path("sittings/<int:pk>/door/chair/", door.OneMoreChair.as_view(), name="chair"),
    path("sittings/<int:pk>/door/wait/", door.Wait.as_view(), name="wait"),
    path("sittings/<int:pk>/door/close/", door.Close.as_view(), name="close"),
    path("bookings/<int:pk>/", bookings.OwnBooking.as_view(), name="booking"),
    path("bookings/<int:pk>/door/seat/", door.Seat.as_view(), name="seat"),
    path("bookings/<int:pk>/door/undo/", door.Undo.as_view(), name="undo"),
    path("bookings/<int:pk>/door/takeaway/", door.TakeInstead.as_view(), name="take_instead"),
    path("bookings/<int:pk>/door/late/", door.CallerLate.as_view(), name="caller_late"),
    path("bookings/<int:pk>/door/cancel/", door.CallerCancels.as_view(), name="caller_cancels"),
    path("cards/me/", cards.Me.as_view(), name="me"),
    path("cards/find/", cards.Find.as_view(), name="find"),
    path("canteens/", place.Canteens.as_view(), name="canteens"),
    path("canteens/<int:pk>/", place.OneCanteen.as_view(), name="canteen"),
    path("canteens/<int:pk>/closures/", place.DaysOff.as_view(), name="closures"),
    path("canteens/<int:pk>/notices/", outbox.Notices.as_view(), name="notices"),
    path("canteens/<int:pk>/people/", helpers.People.as_view(), name="people"),
    path("canteens/<int:pk>/people/<int:person>/", helpers.OnePerson.as_view(), name="person"),
    path("canteens/<int:pk>/devices/", helpers.Phones.as_view(), name="devices"),
    path("canteens/<int:pk>/figures/", figures.FiguresOf.as_view(), name="figures"),
    path("canteens/<int:pk>/stops/", receipt.Stops.as_view(), name="stops"),
    path("canteens/<int:pk>/to-weigh/", receipt.ToWeigh.as_view(), name="to_weigh"),
    path("canteens/<int:pk>/quarantine/", receipt.Waiting.as_view(), name="quarantine"),
    path("canteens/<int:pk>/documents/", documents.Papers.as_view(), name="documents"),
    path("closures/<int:pk>/", place.OneDayOff.as_view(), name="closure"),
    path("notices/<int:pk>/retry/", outbox.Again.as_view(), name="retry"),
    path("devices/<int:pk>/", helpers.OnePhone.as_view(), name="device"),
    path("shops/", food.Shops.as_view(), name="shops"),
    path("shops/<int:pk>/donations/", food.Donations.as_view(), name="donations"),
    path("shops/<int:pk>/stop/", receipt.StopAt.as_view(), name="stop"),
    path("donations/<int:pk>/load/", receipt.Load.as_view(), name="load"),
    path("lots/<int:pk>/weigh/", receipt.Weigh.as_view(), name="weigh"),
    path("lots/<int:pk>/refuse/", receipt.Refuse.as_view(), name="refuse"),
    path("lots/<int:pk>/clear/", receipt.Clear.as_view(), name="clear"),
    path("documents/<int:pk>/", documents.OnePaper.as_view(), name="document"),
    path("documents/<int:pk>/annul/", documents.AnnulPaper.as_view(), name="annul"),
    re_path(r"", root.Nowhere.as_view(), name="nowhere"),
]
