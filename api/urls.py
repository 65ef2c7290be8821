"""The routes of `/api/v1/`."""

from django.urls import path, re_path
from django.views.decorators.cache import cache_page
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api import bookings, cards, days, door, figures, food, helpers, kitchen, login, menu, outbox, place, root, stock

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
    path("canteens/<int:pk>/figures/<slug:figure>/rows/", figures.FigureRows.as_view(), name="figure_rows"),
    path("canteens/<int:pk>/weeks/", figures.ClosedWeeks.as_view(), name="weeks"),
    path("canteens/<int:pk>/weeks/<str:week>/", figures.OneClosedWeek.as_view(), name="week"),
    path("canteens/<int:pk>/weeks/<str:week>/<int:revision>/", figures.OneRevision.as_view(), name="week_revision"),
    path("closures/<int:pk>/", place.OneDayOff.as_view(), name="closure"),
    path("notices/<int:pk>/retry/", outbox.Again.as_view(), name="retry"),
    path("devices/<int:pk>/", helpers.OnePhone.as_view(), name="device"),
    path("shops/", food.Shops.as_view(), name="shops"),
    path("shops/<int:pk>/donations/", food.Donations.as_view(), name="donations"),
    path("sittings/<int:pk>/kitchen/", kitchen.Kitchen.as_view(), name="kitchen"),
    path("sittings/<int:pk>/dishes/", kitchen.Dishes.as_view(), name="dishes"),
    path("sittings/<int:pk>/menu/", menu.Menu.as_view(), name="menu"),
    path("dishes/<int:pk>/", kitchen.OneDish.as_view(), name="dish"),
    path("dishes/<int:pk>/carriages/", kitchen.SendOff.as_view(), name="send_off"),
    path("carriages/<int:pk>/arrive/", kitchen.Arrive.as_view(), name="arrive"),
    path("canteens/<int:pk>/lots/", stock.Pantry.as_view(), name="pantry"),
    path("canteens/<int:pk>/balance/", stock.BalanceOf.as_view(), name="balance"),
    path("canteens/<int:pk>/food-rules/", stock.FoodRules.as_view(), name="food_rules"),
    path("lots/<int:pk>/movements/", stock.Movements.as_view(), name="movements"),
    re_path(r"", root.Nowhere.as_view(), name="nowhere"),
]
