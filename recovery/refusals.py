"""Why a donation can't be written down as it was said."""

from django.utils.translation import gettext_lazy as _

from canteens.errors import Refusal


class NothingGiven(Refusal):
    """A donation without food, or a food without weight."""

    code = "nothing_given"
    message = _("Scrivi almeno un cibo con le casse o i chili.")
    status = 400


class DayToCome(Refusal):
    """A donation of a day that has not come yet."""

    code = "day_to_come"
    message = _("Questo giorno non è ancora arrivato.")
    status = 400


class UnusualWeight(Refusal):
    """More than this shop usually gives at once: perhaps 5.000 instead of 500. Said again with `confirm`, it holds."""

    code = "unusual_weight"
    message = _("{kilograms} kg: è più del solito. È giusto?")


class AlreadySent(Refusal):
    """The reference has been used for another content: neither is changed by the other."""

    code = "already_sent"
    message = _("Questa consegna è già partita. Per dare altro, comincia una consegna nuova.")


class ShopNameTaken(Refusal):
    """Another shop of the canteen is called so."""

    code = "shop_name_taken"
    message = _("C'è già un negozio che si chiama {name}.")


class FoodTwice(Refusal):
    """Two usual foods of one name: a tap could not tell them apart."""

    code = "food_twice"
    message = _("Lo stesso cibo è scritto due volte.")
    status = 400
