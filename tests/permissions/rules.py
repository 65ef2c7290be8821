"""Who may open what: one line a route, and one a method for the API and where a page's methods differ. The only place
where this is written down.

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
FEW = ("stranger", "bruno", "phone", "coordinator", "elsewhere", "inactive")
"""Enough of them where everybody is let in by every page alike."""
OURS, THEIRS = "ours", "theirs"
IN, SIGN_IN, NO, NOTHING = "in", "sign in", "no", "nothing"


@dataclass(frozen=True)
class Rule:
    """Who may, and to whom what is named in the address does not exist.

    `thing` is what the address names (`house.THINGS`): this canteen's in one round, the other canteen's in the next.
    Whoever `may` is told in the second round that there is no such thing; whoever is `shared` opens both. Others are
    refused if they are signed in, and asked to sign in if not; where `asked`, they are asked whoever they are. Where
    the address holds a `secret`, that alone counts, and theirs is one that does not fit the thing.
    """

    may: frozenset[str]
    blind: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    asked: bool = False
    secret: bool = False
    thing: str = ""

    def of(self, thing: str) -> "Rule":
        """The same, for an address that names a thing."""
        return replace(self, thing=thing)

    def answer(self, asker: str, whose: str, *, api: bool) -> str:
        """What `asker` gets. Whoever coordinates elsewhere is at home there, by page and by programme."""
        if asker == "elsewhere" and not self.secret:
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
"""Everybody, of the things of the canteen where they stand."""
LINK = Rule(ALL, secret=True)
"""Whoever holds the secret in the address."""
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
BODY = only("referrer")
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
    "kitchen_plate_labels": only("cook", "door").of("sitting"),
    "ticket": LINK.of("ticket"),
    "give_back": LINK.of("ticket"),
    "late": LINK.of("ticket"),
    "send": LINK.of("ticket"),
    "calendar_file": LINK.of("ticket"),
    "guest_alias": LINK.of("ticket"),
    "guest_reminder": LINK.of("ticket"),
    "guest_language": LINK.of("ticket"),
    "guest_care": LINK.of("ticket"),
    "guest_plates": LINK.of("ticket"),
    "guest_plates_back": LINK.of("ticket"),
    "GET where": EVERYBODY,
    "POST where": Rule(ALL, shared=ALL - SIGNED_IN).of("place"),
    "take_other": LINK.of("ticket"),
    "card": EVERYBODY.of("card"),
    "card_keep": EVERYBODY.of("card"),
    "card_lost": EVERYBODY.of("card"),
    "guest_coming": EVERYBODY.of("card"),
    "guest_standings": EVERYBODY.of("card"),
    "guest_standing": LINK.of("my_standing"),
    "guest_standing_act": LINK.of("my_standing"),
    "me": EVERYBODY.of("card"),
    "me_alias": EVERYBODY.of("card"),
    "me_reminder": EVERYBODY.of("card"),
    "me_language": EVERYBODY.of("card"),
    "me_withdraw": EVERYBODY.of("consent"),
    "my_data": EVERYBODY.of("card"),
    "my_file": EVERYBODY.of("card"),
    "forget_me": EVERYBODY.of("card"),
    "privacy": EVERYBODY,
    # The door, the telephone, cards and who sends people.
    "door_serving": DOOR,
    "door_late": DOOR.of("booking"),
    "door_second": DOOR,
    "door_scan": DOOR,
    "door_taps": DOOR,
    "door_conflicts": DOOR,
    "door_settle": DOOR.of("tap"),
    "door_paper": DOOR,
    "door_paper_totals": DOOR,
    "door_paper_row": DOOR.of("booking"),
    "door_reopen": COORDINATOR,
    "door_new": DOOR,
    "door_cards": DOOR,
    "door_standing": DOOR,
    "door_standing_one": DOOR.of("standing"),
    "door_standing_act": DOOR.of("standing"),
    "door_sheet_pdf": DOOR,
    "calls": only("door"),
    "call": only("door").of("call"),
    "call_take": only("door").of("call"),
    "call_record": only("door").of("call"),
    "untold_said": only("door").of("untold"),
    "cards": only("door"),
    "card_reviews": COORDINATOR,
    "card_sheets": DOOR,
    "card_print": DOOR.of("card_seal"),
    "card_of": only("door").of("guest"),
    "card_talked": only("door").of("guest"),
    "card_reprint": only("door").of("guest"),
    "card_replace": only("door").of("guest"),
    "card_merge": COORDINATOR.of("guest"),
    "card_part": COORDINATOR.of("merged"),
    "card_free_double": COORDINATOR.of("double"),
    "card_refer": COORDINATOR.of("guest"),
    "referrals": BODY,
    "referral_new": BODY,
    "referral_card": Rule(BODY.may, shared=frozenset({"coordinator"})).of("card_seal"),
    "referral_renew": BODY.of("referral"),
    "referral_end": BODY.of("referral"),
    "referrers": COORDINATOR,
    "referrer_new": COORDINATOR,
    "referrer_edit": COORDINATOR.of("referrer"),
    "referral_shares": COORDINATOR,
    "referral_shares_sheet": COORDINATOR,
    "door": DOOR,
    "door_walk_in": DOOR,
    "door_helper": DOOR,
    "door_full": DOOR,
    "door_turn": DOOR,
    "door_turn_ways": DOOR,
    "door_turned": DOOR.of("seal"),
    "door_call": DOOR,
    "door_called": DOOR.of("seal"),
    "door_close": DOOR,
    "door_sheet": DOOR,
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
    "sitting_helpers": COORDINATOR.of("sitting"),
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
    "giving_join": LINK.of("my_offer"),
    "giving_board": only("door"),
    "giving_new": COORDINATOR,
    "giving_told": only("door").of("offer"),
    "giving_withdraw": COORDINATOR.of("offer"),
    "giving_thank": only("door").of("hand"),
    "care": COORDINATOR,
    "care_asked": COORDINATOR.of("care_note"),
    "care_settings": COORDINATOR,
    "meals": COORDINATOR,
    "new_meal": COORDINATOR,
    "meal": COORDINATOR.of("service"),
    "menus": COORDINATOR,
    "patron_days": COORDINATOR,
    "forget_patron_day": COORDINATOR.of("patron_day"),
    "sitting_phones": COORDINATOR.of("sitting"),
    "sitting_phone_free": COORDINATOR.of("booked_phone"),
    "sitting_portions": COORDINATOR.of("sitting"),
    "sitting_kitchen": COORDINATOR.of("sitting"),
    "sitting_table": COORDINATOR.of("sitting"),
    "kitchens": COORDINATOR,
    "new_kitchen": COORDINATOR,
    "close_kitchen": COORDINATOR.of("kitchen"),
    "privacy_settings": COORDINATOR,
    "retention_rule": COORDINATOR,
    "find_record": COORDINATOR,
    "record": COORDINATOR.of("guest"),
    "record_forget": COORDINATOR.of("guest"),
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
    "kitchen_plates": COOK.of("sitting"),
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
    "POST api:volunteer_sits": DOOR.of("sitting"),
    "POST api:volunteer_gets_up": DOOR.of("sitting"),
    "PUT api:volunteers": COORDINATOR.of("sitting"),
    "GET api:sitting_plates": COOK.of("sitting"),
    "POST api:sitting_plates": COOK.of("sitting"),
    "GET api:own_plates": OWNER.of("booking"),
    "POST api:own_plates": OWNER.of("booking"),
    "DELETE api:own_plates": OWNER.of("booking"),
    "POST api:other_day": OWNER.of("booking"),
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
    "POST api:several": ANYWHERE,
    "POST api:free_phone": COORDINATOR.of("booking"),
    "POST api:newcomer": DOOR.of("sitting"),
    "POST api:make_cards": DOOR.of("canteen"),
    "POST api:find_card": DOOR.of("canteen"),
    "GET api:card_reviews": COORDINATOR.of("canteen"),
    "POST api:replace_mine": CARD,
    "GET api:card": DOOR.of("guest"),
    "POST api:card_talked": DOOR.of("guest"),
    "POST api:card_replace": DOOR.of("guest"),
    "POST api:card_merge": COORDINATOR.of("guest"),
    "DELETE api:card_merge": COORDINATOR.of("guest"),
    "GET api:referrers": COORDINATOR.of("canteen"),
    "POST api:referrers": COORDINATOR.of("canteen"),
    "PUT api:referrer": COORDINATOR.of("referrer"),
    "GET api:referrals": BODY,
    "POST api:referrals": Rule(frozenset({"referrer"}), blind=frozenset({"coordinator"})),
    "GET api:referral": BODY.of("referral"),
    "PATCH api:referral": BODY.of("referral"),
    "DELETE api:referral": BODY.of("referral"),
    "GET api:referral_shares": COORDINATOR.of("canteen"),
    "GET api:standings": CARD,
    "POST api:standings": CARD,
    "PUT api:standing": OWNER.of("standing"),
    "DELETE api:standing": OWNER.of("standing"),
    "POST api:pause_standing": OWNER.of("standing"),
    "POST api:resume_standing": OWNER.of("standing"),
    "GET api:stored": CARD,
    "POST api:forget": CARD,
    "GET api:consent_texts": VALID,
    "GET api:services": COORDINATOR.of("canteen"),
    "POST api:services": COORDINATOR.of("canteen"),
    "PATCH api:service": COORDINATOR.of("service"),
    "GET api:patron_days": COORDINATOR.of("canteen"),
    "POST api:patron_days": COORDINATOR.of("canteen"),
    "DELETE api:patron_day": COORDINATOR.of("patron_day"),
    "GET api:places": VALID,
    "GET api:calls": DOOR.of("canteen"),
    "GET api:to_tell": DOOR.of("canteen"),
    "GET api:kitchens": COORDINATOR.of("canteen"),
    "POST api:stop_kitchen": COORDINATOR.of("kitchen"),
    "POST api:take_call": DOOR.of("call"),
    "POST api:record_call": DOOR.of("call"),
    "POST api:told_at_door": DOOR.of("untold"),
}
