"""Who may open what: one line a route, and for the API one a method. The only place where this is written down.

A route without a line fails `test_every_route_has_a_rule`, which says what to add.
"""

from dataclasses import dataclass, replace

GUESTS = frozenset({"amina", "bruno"})
SIGNED_IN = frozenset(
    {"door", "cook", "driver", "shop", "other_shop", "referrer", "coordinator", "elsewhere"}
)  # fmt: skip
PHONES = frozenset({"phone", "shop_phone"})
"""Let in by a cookie alone, which the API does not know."""
ASKERS = ("stranger", *sorted(GUESTS), *sorted(PHONES), *sorted(SIGNED_IN), "inactive")
"""Amina's are the booking and the link of the addresses, `shop` speaks for the shop in them; Bruno is another guest,
`elsewhere` coordinates the other canteen, `inactive` coordinated this one until a minute ago."""
OURS, THEIRS = "ours", "theirs"
IN, SIGN_IN, NO, NOTHING = "in", "sign in", "no", "nothing"


@dataclass(frozen=True)
class Rule:
    """Who may, and to whom what is named in the address does not exist.

    `thing` is what the address names (`house.THINGS`): this canteen's in one round, the other canteen's in the next.
    Whoever `may` is told in the second round that there is no such thing; whoever is `shared` opens both. Others are
    refused if they are signed in, and asked to sign in if not; where `asked`, they are asked whoever they are.
    """

    may: frozenset[str]
    blind: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    asked: bool = False
    thing: str = ""

    def of(self, thing: str) -> "Rule":
        """The same, for an address that names a thing."""
        return replace(self, thing=thing)

    def answer(self, asker: str, whose: str, *, api: bool) -> str:
        """What `asker` gets. The API serves several canteens, the pages the one where the request stands."""
        if api and asker == "elsewhere":
            asker, whose = "coordinator", THEIRS if whose == OURS and self.thing else OURS
        knocks = self.may - PHONES if api and self.by_role else self.may
        if asker in self.shared or (asker in knocks and whose == OURS):
            return IN
        if asker in knocks | self.blind:
            return NOTHING
        return NO if asker in SIGNED_IN and not self.asked else SIGN_IN

    @property
    def by_role(self) -> bool:
        """Whether somebody is kept out."""
        return self.may < frozenset(ASKERS)


def only(*askers: str) -> Rule:
    """These, and a coordinator always."""
    return Rule(frozenset({*askers, "coordinator"}))


ALL = frozenset(ASKERS)
EVERYBODY = Rule(ALL, shared=ALL)
HERE = Rule(ALL)
"""Everybody, of this canteen's things alone; and whoever holds the secret in the address."""
NOBODY = Rule(frozenset(), blind=ALL)
VALID = Rule(ALL - {"inactive"}, shared=ALL - {"inactive"})
"""Everybody, unless they show a token that is not good any more."""
COORDINATOR = only()
COOK = only("cook")
DRIVER = only("driver")
SCALE = only("cook", "driver")
DOOR = only("door", "phone")
VOLUNTEERS = only("door", "cook", "driver")
TEAM = only("door", "cook", "driver", "shop", "other_shop", "referrer")
SHOP = only("cook", "driver", "shop", "other_shop", "shop_phone")
THIS_SHOP = Rule(SHOP.may - {"other_shop"}, blind=frozenset({"other_shop"}))
CARD = Rule(GUESTS, asked=True)
OWNER = Rule(frozenset({"amina"}), blind=frozenset({"bruno"}), asked=True)
ANYWHERE = Rule(VALID.may, shared=VALID.may - GUESTS)
"""The same; but a card is one canteen's."""
ADMIN = Rule(frozenset(), asked=True)
"""The technical staff alone; tests/web_staff/test_admin.py opens it for them."""

RULES: dict[str, Rule] = {
    "healthz": EVERYBODY,
    "admin:*": ADMIN,
    "admin:login": EVERYBODY,
    "admin:logout": EVERYBODY,
    # What a guest opens.
    "home": EVERYBODY,
    "find": EVERYBODY,
    "not_my_phone": EVERYBODY,
    "set_language": EVERYBODY,
    "gallery": EVERYBODY,
    "party": HERE.of("sitting"),
    "menu": HERE.of("sitting"),
    "menu_cards": only("cook", "door").of("sitting"),
    "ticket": HERE.of("ticket"),
    "give_back": HERE.of("ticket"),
    "late": HERE.of("ticket"),
    "send": HERE.of("ticket"),
    "calendar_file": HERE.of("ticket"),
    "guest_alias": HERE.of("ticket"),
    "guest_reminder": HERE.of("ticket"),
    "guest_language": HERE.of("ticket"),
    "guest_care": HERE.of("ticket"),
    # The door.
    "door": DOOR,
    "door_walk_in": DOOR,
    "door_full": DOOR,
    "door_turn": DOOR,
    "door_turn_ways": DOOR,
    "door_turned": DOOR.of("seal"),
    "door_call": DOOR,
    "door_called": DOOR.of("seal"),
    "door_close": DOOR,
    "door_sheet": DOOR,
    "door_late": DOOR.of("booking"),
    "door_second": DOOR,
    "door_scan": DOOR,
    "door_taps": DOOR,
    "door_conflicts": DOOR,
    "door_settle": DOOR.of("tap"),
    "door_paper": DOOR,
    "door_paper_row": DOOR.of("booking"),
    "door_paper_totals": DOOR,
    "door_reopen": COORDINATOR,
    "door_food": DOOR,
    "door_food_arrived": DOOR.of("carriage"),
    "door_seat": DOOR.of("booking"),
    "door_undo": DOOR.of("booking"),
    "door_take_away": DOOR.of("booking"),
    "phones": COORDINATOR,
    "revoke_phone": COORDINATOR.of("device"),
    "enrol": EVERYBODY.of("invitation"),
    # Shops, and the way of their food in.
    "shop": SHOP,
    "shop_app": EVERYBODY,
    "shop_link": EVERYBODY.of("shop_link"),
    "shop_leave": EVERYBODY,
    "shop_new": COORDINATOR,
    "shop_give": THIS_SHOP.of("shop"),
    "shop_edit": COORDINATOR.of("shop"),
    "shop_link_renew": COORDINATOR.of("shop"),
    "shop_thanks": THIS_SHOP.of("donation"),
    "stops": DRIVER,
    "stop": DRIVER.of("shop"),
    "scale": SCALE,
    "quarantine": SCALE,
    "weigh": SCALE.of("lot"),
    "weighed": SCALE.of("lot"),
    "lot_refuse": SCALE.of("lot"),
    "lot_clear": SCALE.of("lot"),
    "documents": SCALE,
    "document": THIS_SHOP.of("document"),
    "document_pdf": THIS_SHOP.of("document"),
    "document_annul": COORDINATOR.of("document"),
    # Signing in, and coordinating.
    "login": EVERYBODY,
    "logout": EVERYBODY,
    "forgotten": EVERYBODY,
    "set_password": EVERYBODY.of("password"),
    "demo_clock": NOBODY,
    "today": VOLUNTEERS,
    "canteen": COORDINATOR,
    "calendar": COORDINATOR,
    "close_day": COORDINATOR,
    "decide": COORDINATOR.of("closure"),
    "sitting": COORDINATOR.of("sitting"),
    "sitting_seats": COORDINATOR.of("sitting"),
    "sitting_hours": COORDINATOR.of("sitting"),
    "sitting_menu": COORDINATOR.of("sitting"),
    "sitting_cancel": COORDINATOR.of("sitting"),
    "outbox": COORDINATOR,
    "notice": COORDINATOR.of("notice"),
    "notice_again": COORDINATOR.of("notice"),
    "letter": COORDINATOR.of("letter"),
    "people": COORDINATOR,
    "invite": COORDINATOR,
    "person": COORDINATOR.of("helper"),
    "person_access": COORDINATOR.of("helper"),
    "person_link": COORDINATOR.of("helper"),
    "giving": EVERYBODY.of("card"),
    "giving_join": HERE.of("my_offer"),
    "giving_board": only("door"),
    "giving_new": COORDINATOR,
    "giving_told": only("door").of("offer"),
    "giving_withdraw": COORDINATOR.of("offer"),
    "giving_thank": only("door").of("hand"),
    "care": COORDINATOR,
    "care_asked": COORDINATOR.of("care_note"),
    "care_settings": COORDINATOR,
    # Figures, and the kitchen.
    "figures": COORDINATOR,
    "figures_sheet": COORDINATOR,
    "figures_json": COORDINATOR,
    "figures_pdf": COORDINATOR,
    "figure_rows": COORDINATOR,
    "week_confirm": COORDINATOR,
    "week_revise": COORDINATOR,
    "kitchen": COOK,
    "kitchen_of": COOK.of("sitting"),
    "dish_new": COOK.of("sitting"),
    "dish": COOK.of("dish"),
    "dish_left_over": COOK.of("dish"),
    "dish_send": COOK.of("dish"),
    "carriage_arrive": COOK.of("carriage"),
    "stock": COOK,
    "lot": COOK.of("lot"),
    "lot_discard": COOK.of("lot"),
    "lot_feed": COOK.of("lot"),
    "lot_pass_on": COOK.of("lot"),
    "lot_correct": COOK.of("lot"),
    "balance": COORDINATOR,
    "food_kinds": COORDINATOR,
    "food_kind": COORDINATOR,
    # The API.
    "GET api:schema": EVERYBODY,
    "GET api:docs": VALID,
    "GET api:problems": EVERYBODY,
    "GET api:problem": EVERYBODY.of("problem"),
    "GET api:nowhere": NOBODY,
    "POST api:nowhere": NOBODY,
    "POST api:login": EVERYBODY,
    "POST api:logout": TEAM,
    "GET api:whoami": TEAM,
    "GET api:days": VALID,
    "GET api:day": VALID.of("sitting"),
    "PATCH api:day": COORDINATOR.of("sitting"),
    "POST api:cancel_day": COORDINATOR.of("sitting"),
    "POST api:bookings": ANYWHERE.of("sitting"),
    "GET api:door": DOOR.of("sitting"),
    "POST api:door_find": DOOR.of("sitting"),
    "POST api:walk_in": DOOR.of("sitting"),
    "POST api:takeaway": DOOR.of("sitting"),
    "POST api:chair": DOOR.of("sitting"),
    "POST api:wait": DOOR.of("sitting"),
    "POST api:close": DOOR.of("sitting"),
    "POST api:second": DOOR.of("sitting"),
    "POST api:taps": DOOR.of("sitting"),
    "GET api:conflicts": DOOR.of("canteen"),
    "POST api:settle": DOOR.of("tap"),
    "POST api:reopen": COORDINATOR.of("sitting"),
    "POST api:paper_totals": COORDINATOR.of("sitting"),
    "POST api:paper_tick": COORDINATOR.of("booking"),
    "DELETE api:paper_tick": COORDINATOR.of("booking"),
    "POST api:seat": DOOR.of("booking"),
    "POST api:undo": DOOR.of("booking"),
    "POST api:take_instead": DOOR.of("booking"),
    "POST api:caller_late": DOOR.of("booking"),
    "POST api:caller_cancels": DOOR.of("booking"),
    "GET api:booking": OWNER.of("booking"),
    "PATCH api:booking": OWNER.of("booking"),
    "DELETE api:booking": OWNER.of("booking"),
    "GET api:me": CARD,
    "PATCH api:me": CARD,
    "POST api:find": VALID,
    "GET api:canteens": COORDINATOR,
    "GET api:canteen": COORDINATOR.of("canteen"),
    "PATCH api:canteen": COORDINATOR.of("canteen"),
    "GET api:closures": COORDINATOR.of("canteen"),
    "POST api:closures": COORDINATOR.of("canteen"),
    "PATCH api:closure": COORDINATOR.of("closure"),
    "GET api:notices": COORDINATOR.of("canteen"),
    "POST api:retry": COORDINATOR.of("notice"),
    "GET api:my_offers": CARD,
    "POST api:join_offer": CARD.of("offer"),
    "DELETE api:join_offer": CARD.of("offer"),
    "GET api:giving": only("door").of("canteen"),
    "POST api:offers": COORDINATOR.of("canteen"),
    "DELETE api:offer": COORDINATOR.of("offer"),
    "POST api:thanks": only("door").of("hand"),
    "GET api:care_notes": COORDINATOR.of("canteen"),
    "POST api:care_note": COORDINATOR.of("care_note"),
    "GET api:people": COORDINATOR.of("canteen"),
    "POST api:people": COORDINATOR.of("canteen"),
    "PATCH api:person": COORDINATOR.of("person"),
    "DELETE api:person": COORDINATOR.of("person"),
    "GET api:devices": COORDINATOR.of("canteen"),
    "POST api:devices": COORDINATOR.of("canteen"),
    "DELETE api:device": COORDINATOR.of("device"),
    "GET api:figures": COORDINATOR.of("canteen"),
    "GET api:figure_rows": COORDINATOR.of("canteen"),
    "GET api:figures_pdf": COORDINATOR.of("canteen"),
    "GET api:weeks": COORDINATOR.of("canteen"),
    "GET api:week": COORDINATOR.of("canteen"),
    "POST api:week": COORDINATOR.of("canteen"),
    "GET api:week_revision": COORDINATOR.of("canteen"),
    "GET api:stops": DRIVER.of("canteen"),
    "POST api:stop": DRIVER.of("shop"),
    "POST api:load": DRIVER.of("donation"),
    "GET api:to_weigh": SCALE.of("canteen"),
    "GET api:quarantine": SCALE.of("canteen"),
    "POST api:weigh": SCALE.of("lot"),
    "POST api:refuse": SCALE.of("lot"),
    "POST api:clear": SCALE.of("lot"),
    "GET api:documents": SCALE.of("canteen"),
    "GET api:document": THIS_SHOP.of("document"),
    "GET api:document_pdf": THIS_SHOP.of("document"),
    "POST api:annul": COORDINATOR.of("document"),
    "GET api:shops": SHOP,
    "GET api:shops_of": COORDINATOR.of("canteen"),
    "POST api:shops_of": COORDINATOR.of("canteen"),
    "GET api:shop": COORDINATOR.of("shop"),
    "PUT api:shop": COORDINATOR.of("shop"),
    "GET api:shop_link": COORDINATOR.of("shop"),
    "POST api:shop_link": COORDINATOR.of("shop"),
    "GET api:donations": THIS_SHOP.of("shop"),
    "POST api:donations": THIS_SHOP.of("shop"),
    "GET api:kitchen": COOK.of("sitting"),
    "GET api:dishes": COOK.of("sitting"),
    "POST api:dishes": COOK.of("sitting"),
    "GET api:menu": VALID.of("sitting"),
    "GET api:dish": COOK.of("dish"),
    "PATCH api:dish": COOK.of("dish"),
    "POST api:send_off": COOK.of("dish"),
    "POST api:arrive": only("cook", "door").of("carriage"),
    "GET api:pantry": COOK.of("canteen"),
    "GET api:balance": COORDINATOR.of("canteen"),
    "GET api:food_rules": SCALE.of("canteen"),
    "GET api:movements": COOK.of("lot"),
    "POST api:movements": COOK.of("lot"),
}
