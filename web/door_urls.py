"""What the door opens."""

from django.urls import URLPattern, URLResolver, include, path

from web import (
    devices,
    door,
    door_call,
    door_cards,
    door_close,
    door_food,
    door_new,
    door_paper,
    door_scan,
    door_standing,
    door_taps,
    door_ways,
)  # fmt: skip

one_row = [
    path("arrivato/", door.seat, name="door_seat"),
    path("annulla/", door.undo, name="door_undo"),
    path("asporto/", door.take_away, name="door_take_away"),
    path("tardi/", door.late, name="door_late"),
]
turning = [
    path("", door_ways.turn, name="door_turn"),
    path("<str:language>/", door_ways.turn_ways, name="door_turn_ways"),
    path("<str:language>/<str:seal>/", door_ways.turned, name="door_turned"),
]
phones = [
    path("", devices.phones, name="phones"),
    path("<int:pk>/scollega/", devices.revoke, name="revoke_phone"),
]
door_pages: list[URLPattern | URLResolver] = [
    path("", door.door, name="door"),
    path("<int:pk>/", include(one_row)),
    path("servizio/", door.serving, name="door_serving"),
    path("arrivo/", door.walk_in, name="door_walk_in"),
    path("nuovo/", door_new.newcomer, name="door_new"),
    path("bis/", door.second, name="door_second"),
    path("codice/", door_scan.scan, name="door_scan"),
    path("coda/", door_taps.taps, name="door_taps"),
    path("da-guardare/", door_taps.conflicts, name="door_conflicts"),
    path("da-guardare/<int:pk>/", door_taps.settle, name="door_settle"),
    path("carta/", door_paper.sheet_entry, name="door_paper"),
    path("carta/totali/", door_paper.paper_totals, name="door_paper_totals"),
    path("carta/<int:pk>/", door_paper.paper_row, name="door_paper_row"),
    path("riapri/", door_paper.reopen, name="door_reopen"),
    path("volontari/", door.helper, name="door_helper"),
    path("pieno/", door_ways.full, name="door_full"),
    path("gira/", include(turning)),
    path("chiamata/", door_call.call, name="door_call"),
    path("chiamata/carte/", door_cards.cards, name="door_cards"),
    path("chiamata/<str:seal>/", door_call.called, name="door_called"),
    path("fisse/", door_standing.standings, name="door_standing"),
    path("fisse/<int:pk>/", door_standing.one, name="door_standing_one"),
    path("fisse/<int:pk>/fai/", door_standing.act, name="door_standing_act"),
    path("piatti/", door_food.arrivals, name="door_food"),
    path("piatti/<int:pk>/", door_food.arrivals, name="door_food_arrived"),
    path("chiusura/", door_close.closing, name="door_close"),
    path("foglio/", door_close.sheet, name="door_sheet"),
    path("foglio/pdf/", door_close.sheet_file, name="door_sheet_pdf"),
    path("telefoni/", include(phones)),
    path("telefono/<str:secret>/", devices.enrol, name="enrol"),
]
urlpatterns = [path("accoglienza/", include(door_pages))]
