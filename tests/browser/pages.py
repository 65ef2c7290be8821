"""How to get to every page: who opens it, and at which address."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from canteens.staff import password_path
from guests.models import Guest, Referral, Referrer
from guests.register import new_card
from mensa.lost import replace_card
from mensa.models import StandingBooking
from notices.models import KeptMail, Notice
from recovery.models import Lot, Shop, TransportDocument
from recovery.shop_links import link_of
from restituzione.models import Offer
from tests.browser.house import House
from web.card_sheets import sealed as sealed_cards
from web.door_receipt import sealed

GUEST, DOOR, ANNA, SARA, ELENA = "guest", "door", "anna", "sara", "elena"
"""A stranger's phone, the phone at the entrance, who coordinates, who gives bread, who sends people."""
Way = Callable[[House], str]

ACTS = {
    "set_language", "not_my_phone", "late", "guest_alias", "guest_reminder", "guest_language", "demo_clock",
    "me_alias", "me_reminder", "me_language", "me_withdraw",
    "guest_care", "care_asked", "giving_join", "giving_withdraw", "giving_thank",
    "call_take", "call_record", "untold_said",
    "card_keep", "card_talked", "card_reprint", "card_part", "card_free_double", "referral_end",
    "door_serving", "forget_patron_day", "take_other", "sitting_table",
    "door_seat", "door_undo", "door_take_away", "door_walk_in", "door_late", "door_second", "door_scan", "door_taps",
    "door_settle", "door_paper_row", "door_paper_totals", "revoke_phone",
    "door_helper", "guest_plates_back",
    "logout", "decide", "notice_again", "person_access", "person_link", "shop_leave", "shop_link_renew",
    "door_cards", "guest_standing_act", "door_standing_act", "sitting_phone_free",
}  # fmt: skip
"""Routes that only do something, and are no page."""
FILES = {
    "calendar_file",
    "my_file",
    "door_sheet_pdf",
    "figures_sheet",
    "figures_json",
    "document_pdf",
    "figures_pdf",
    "shop_app",
    "referral_shares_sheet",
}
"""Routes that answer with a file."""


def names(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """The name of every route of the pages."""
    for one in get_resolver("web.urls").url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns)
        else:
            assert one.name, f"{one} has no name"
            yield one.name


def plain(name: str) -> Way:
    """An address without a part that varies."""
    return lambda house: reverse(name)


def of_sitting(name: str, *, query: str = "") -> Way:
    """A page about Tuesday's lunch."""
    return lambda house: reverse(name, args=[house.tuesday.pk]) + query


def of_ticket(name: str, state: str) -> Way:
    """A page of the guest whose booking is in that state."""

    def address(house: House) -> str:
        booking = house.bookings[state]
        assert booking.guest
        return reverse(name, args=[booking.guest.token, booking.pk])

    return address


def of_wish(name: str, *, wish: bool = False) -> Way:
    """A page of the guest who comes every week."""

    def address(house: House) -> str:
        row = StandingBooking.objects.select_related("guest").get()
        return reverse(name, args=[row.guest.token, *([row.pk] if wish else [])])

    return address


def of_card(name: str) -> Way:
    """A page of the guest who told an address."""

    def address(house: House) -> str:
        guest = house.bookings["confirmed"].guest
        assert guest
        return reverse(name, args=[guest.token])

    return address


def _wish(house: House) -> str:
    return reverse("door_standing_one", args=[StandingBooking.objects.get().pk])


def of_seal(name: str, state: str, *before: str) -> Way:
    """What the door shows once after giving that booking."""
    return lambda house: reverse(name, args=[*before, sealed(house.bookings[state], new_card=True)])


def of_dish(name: str) -> Way:
    """A page about the dish that is on its way."""
    return lambda house: reverse(name, args=[house.carriage.dish_id])


def of_lot(name: str, *, number: int = 0) -> Way:
    """A page about a lot: potatoes of which two dishes were made, or cake that waits for a check."""
    return lambda house: reverse(name, args=[house.lots[number].pk])


def of_secret(name: str) -> Way:
    """A link that enrols a phone."""
    return lambda house: reverse(name, args=[house.secret])


def _full_for_missed(house: House) -> str:
    return f"{reverse('door_full')}?booking={house.bookings['missed'].pk}"


def _figures(house: House) -> str:
    return reverse("figures") + "?da=2026-11-01&a=2026-11-23"


def _shop(name: str) -> Way:
    return lambda house: reverse("stop", args=[Shop.objects.get(name=name).pk])


def _lot(name: str, food: str) -> Way:
    """A page about the lot of that food."""
    return lambda house: reverse(name, args=[Lot.objects.get(food=food).pk])


def _paper(name: str) -> Way:
    return lambda house: reverse(name, args=[TransportDocument.objects.order_by("pk")[0].pk])


def _of_figure(figure: str) -> Way:
    """The rows of a figure of the week that runs."""
    return lambda house: reverse("figure_rows", args=[figure]) + "?settimana=2026-W48"


def _of_card(name: str, *, asked: str = "temporary") -> Way:
    """A page about a card: a temporary one, one with another merged into it and two bookings, or the merged one."""
    rows = {
        "temporary": {"temporary_until__isnull": False}, "whole": {"merged__isnull": False},
        "merged": {"merged_into__isnull": False},
    }  # fmt: skip
    return lambda house: reverse(name, args=[Guest.objects.get(**rows[asked]).pk])


def _own(name: str) -> Way:
    """A page that the card's QR code opens."""
    return lambda house: reverse(name, args=[_guest(house).token])


def _guest(house: House) -> Guest:
    guest = house.bookings["confirmed"].guest
    assert guest
    return guest


def _replaced(house: House) -> str:
    """The dead link of a card that was lost."""
    lost = new_card(house.canteen)
    replace_card(lost)
    return reverse("card", args=[lost.token])


def _paper_cards(name: str) -> Way:
    def address(house: House) -> str:
        guests = [Referral.objects.order_by("pk")[0].guest] if name == "referral_card" else [_guest(house)] * 12
        return reverse(name, args=[sealed_cards(guest for guest in guests if guest)])

    return address


def _referral(name: str) -> Way:
    return lambda house: reverse(name, args=[Referral.objects.order_by("pk")[0].pk])


PAGES: dict[str, list[tuple[str, Way]]] = {
    "home": [(GUEST, plain("home"))],
    "party": [(GUEST, of_sitting("party"))],
    "ticket": [(GUEST, of_ticket("ticket", state)) for state in ("confirmed", "waiting", "seated", "gone")],
    "guest_coming": [(GUEST, of_wish("guest_coming"))],
    "guest_standings": [(GUEST, of_wish("guest_standings"))],
    "guest_standing": [(GUEST, of_wish("guest_standing", wish=True))],
    "door_standing": [(DOOR, plain("door_standing"))],
    "door_standing_one": [(DOOR, _wish)],
    "sitting_phones": [(ANNA, of_sitting("sitting_phones"))],
    "give_back": [(GUEST, of_ticket("give_back", "confirmed"))],
    "guest_plates": [(GUEST, of_ticket("guest_plates", state)) for state in ("confirmed", "waiting", "gone")],
    "kitchen_plates": [(ANNA, of_sitting("kitchen_plates"))],
    "kitchen_plate_labels": [(ANNA, of_sitting("kitchen_plate_labels"))],
    "sitting_helpers": [(ANNA, of_sitting("sitting_helpers"))],
    "send": [(GUEST, of_ticket("send", "confirmed"))],
    "me": [(GUEST, of_card("me"))],
    "my_data": [(GUEST, of_card("my_data"))],
    "forget_me": [(GUEST, of_card("forget_me"))],
    "privacy": [(GUEST, plain("privacy"))],
    "privacy_settings": [(ANNA, plain("privacy_settings"))],
    "retention_rule": [(ANNA, lambda house: reverse("retention_rule", args=["notices"]))],
    "find_record": [(ANNA, plain("find_record"))],
    "record": [(ANNA, lambda house: reverse("record", args=[house.bookings["confirmed"].guest_id]))],
    "record_forget": [(ANNA, lambda house: reverse("record_forget", args=[house.bookings["confirmed"].guest_id]))],
    "find": [(GUEST, plain("find"))],
    "card": [(GUEST, _own("card")), (GUEST, _replaced)],
    "card_lost": [(GUEST, _own("card_lost"))],
    "where": [(GUEST, plain("where"))],
    "gallery": [(GUEST, plain("gallery"))],
    "login": [(GUEST, plain("login"))],
    "forgotten": [(GUEST, plain("forgotten"))],
    "set_password": [(GUEST, lambda house: password_path(house.sara)), (GUEST, lambda house: "/password/MQ/no/")],
    "enrol": [(GUEST, of_secret("enrol")), (GUEST, lambda house: "/accoglienza/telefono/no/")],
    "door": [(DOOR, plain("door")), (ANNA, lambda house: reverse("door") + "?day=2026-11-24")],
    "door_full": [(DOOR, plain("door_full")), (DOOR, _full_for_missed)],
    "door_turn": [(DOOR, plain("door_turn"))],
    "door_turn_ways": [(DOOR, lambda house: reverse("door_turn_ways", args=["{tongue}"]))],
    "door_turned": [(DOOR, of_seal("door_turned", state, "{tongue}")) for state in ("confirmed", "waiting")],
    "door_new": [(DOOR, plain("door_new"))],
    "door_call": [(DOOR, plain("door_call"))],
    "door_called": [(DOOR, of_seal("door_called", state)) for state in ("confirmed", "waiting")],
    "door_close": [(DOOR, plain("door_close"))],
    "door_conflicts": [(DOOR, plain("door_conflicts")), (ANNA, plain("door_conflicts"))],
    "door_paper": [(DOOR, plain("door_paper"))],
    "door_reopen": [(ANNA, plain("door_reopen"))],
    "door_sheet": [(ANNA, lambda house: reverse("door_sheet") + "?day=2026-11-24")],
    "phones": [(ANNA, plain("phones"))],
    "giving": [(GUEST, _own("giving"))],
    "giving_board": [(ANNA, plain("giving_board"))],
    "giving_new": [(ANNA, plain("giving_new"))],
    "giving_told": [(ANNA, lambda house: reverse("giving_told", args=[Offer.objects.get().pk]))],
    "care": [(ANNA, plain("care"))],
    "care_settings": [(ANNA, plain("care_settings"))],
    "shop": [(ANNA, plain("shop"))],
    "shop_new": [(ANNA, plain("shop_new"))],
    "shop_edit": [(ANNA, lambda house: reverse("shop_edit", args=[house.shop.pk]))],
    "shop_give": [
        (SARA, lambda house: reverse("shop_give", args=[house.shop.pk])),
        (SARA, lambda house: reverse("shop_give", args=[house.shop.pk]) + "?unit=kg"),
    ],
    "shop_thanks": [(SARA, lambda house: reverse("shop_thanks", args=[house.donation.pk]))],
    "shop_link": [
        (GUEST, lambda house: reverse("shop_link", args=[link_of(house.shop)])),
        (GUEST, lambda house: reverse("shop_link", args=["old"])),
    ],
    "stops": [(ANNA, plain("stops"))],
    "stop": [(ANNA, _shop("Panetteria del Borgo")), (ANNA, _shop("Macelleria Sandri"))],
    "scale": [(ANNA, plain("scale"))],
    "quarantine": [(ANNA, plain("quarantine"))],
    "weigh": [(ANNA, _lot("weigh", "Pere"))],
    "weighed": [(ANNA, _lot("weighed", "Mele")), (ANNA, _lot("weighed", "Biscotti"))],
    "lot_refuse": [(ANNA, _lot("lot_refuse", "Pere"))],
    "lot_clear": [(ANNA, _lot("lot_clear", "Biscotti"))],
    "documents": [(ANNA, plain("documents"))],
    "document": [
        (SARA, lambda house: reverse("document", args=[house.document.pk])),
        (ANNA, lambda house: reverse("document", args=[house.document.annuls_id])),
        (ANNA, _paper("document")),
    ],
    "document_annul": [(ANNA, _paper("document_annul"))],
    "today": [(ANNA, plain("today"))],
    "canteen": [(ANNA, plain("canteen"))],
    "calendar": [(ANNA, plain("calendar"))],
    "close_day": [(ANNA, plain("close_day"))],
    "kitchens": [(ANNA, plain("kitchens"))],
    "new_kitchen": [(ANNA, plain("new_kitchen"))],
    "close_kitchen": [(ANNA, lambda house: reverse("close_kitchen", args=[house.canteen.kitchens.latest("pk").pk]))],
    "sitting": [(ANNA, of_sitting("sitting"))],
    "sitting_seats": [(ANNA, of_sitting("sitting_seats"))],
    "sitting_hours": [(ANNA, of_sitting("sitting_hours"))],
    "sitting_menu": [(ANNA, of_sitting("sitting_menu"))],
    "sitting_portions": [(ANNA, of_sitting("sitting_portions"))],
    "sitting_kitchen": [(ANNA, of_sitting("sitting_kitchen"))],
    "menus": [(ANNA, plain("menus"))],
    "meals": [(ANNA, plain("meals"))],
    "new_meal": [(ANNA, plain("new_meal"))],
    "meal": [(ANNA, lambda house: reverse("meal", args=[house.canteen.services.get().pk]))],
    "patron_days": [(ANNA, plain("patron_days"))],
    "sitting_cancel": [(ANNA, of_sitting("sitting_cancel"))],
    "outbox": [(ANNA, plain("outbox"))],
    "notice": [(ANNA, lambda house: reverse("notice", args=[_told().pk]))],
    "letter": [(ANNA, lambda house: reverse("letter", args=[_letter().pk]))],
    "calls": [(ANNA, plain("calls"))],
    "call": [(ANNA, lambda house: reverse("call", args=[_to_call().pk]))],
    "people": [(ANNA, plain("people"))],
    "invite": [(ANNA, plain("invite"))],
    "person": [(ANNA, lambda house: reverse("person", args=[house.sara.pk]))],
    "kitchen": [(ANNA, plain("kitchen"))],
    "kitchen_of": [(ANNA, of_sitting("kitchen_of"))],
    "dish_new": [(ANNA, of_sitting("dish_new"))],
    "dish": [(ANNA, of_dish("dish"))],
    "dish_left_over": [(ANNA, of_dish("dish_left_over"))],
    "dish_send": [(ANNA, of_dish("dish_send"))],
    "carriage_arrive": [(ANNA, lambda house: reverse("carriage_arrive", args=[house.carriage.pk]))],
    "door_food": [(DOOR, plain("door_food"))],
    "door_food_arrived": [(DOOR, lambda house: reverse("door_food_arrived", args=[house.carriage.pk]))],
    "stock": [(ANNA, plain("stock")), (ANNA, lambda house: reverse("stock") + "?categoria=vegetables")],
    "lot": [(ANNA, of_lot("lot")), (ANNA, of_lot("lot", number=3))],
    "lot_discard": [(ANNA, of_lot("lot_discard"))],
    "lot_feed": [(ANNA, of_lot("lot_feed"))],
    "lot_pass_on": [(ANNA, of_lot("lot_pass_on"))],
    "lot_correct": [(ANNA, of_lot("lot_correct"))],
    "balance": [(ANNA, plain("balance"))],
    "food_kinds": [(ANNA, plain("food_kinds"))],
    "food_kind": [(ANNA, lambda house: reverse("food_kind", args=["fish"]))],
    "menu": [(GUEST, lambda house: reverse("menu", args=[house.monday.pk])), (GUEST, of_sitting("menu"))],
    "menu_cards": [(ANNA, lambda house: reverse("menu_cards", args=[house.monday.pk]))],
    "cards": [(ANNA, plain("cards"))],
    "card_reviews": [(ANNA, plain("card_reviews"))],
    "card_sheets": [(ANNA, plain("card_sheets")), (DOOR, plain("card_sheets"))],
    "card_print": [(ANNA, _paper_cards("card_print"))],
    "card_of": [(ANNA, _of_card("card_of", asked=asked)) for asked in ("temporary", "whole", "merged")],
    "card_replace": [(ANNA, _of_card("card_replace"))],
    "card_merge": [(ANNA, _of_card("card_merge"))],
    "card_refer": [(ANNA, _of_card("card_refer"))],
    "referrers": [(ANNA, plain("referrers"))],
    "referrer_new": [(ANNA, plain("referrer_new"))],
    "referrer_edit": [(ANNA, lambda house: reverse("referrer_edit", args=[Referrer.objects.order_by("pk")[0].pk]))],
    "referral_shares": [(ANNA, plain("referral_shares"))],
    "referrals": [(ELENA, plain("referrals"))],
    "referral_new": [(ELENA, plain("referral_new"))],
    "referral_card": [(ELENA, _paper_cards("referral_card"))],
    "referral_renew": [(ELENA, _referral("referral_renew"))],
    "figures": [(ANNA, plain("figures")), (ANNA, _figures)],
    "figure_rows": [(ANNA, _of_figure("recovered")), (ANNA, _of_figure("booked"))],
    "week_confirm": [(ANNA, lambda house: reverse("week_confirm", args=["2026-W47"]))],
    "week_revise": [(ANNA, lambda house: reverse("week_revise", args=["2026-W47"]))],
}  # fmt: skip


def _to_call() -> Notice:
    found: Notice = Notice.objects.get(channel="call")
    return found


def _told() -> Notice:
    found: Notice = Notice.objects.exclude(kept_mails=None).order_by("pk")[0]
    return found


def _letter() -> KeptMail:
    return KeptMail.objects.order_by("pk")[0]
