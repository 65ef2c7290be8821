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


class DayTooOld(Refusal):
    """A donation of a year in which no canteen could have written it down: a slip of the finger."""

    code = "day_too_old"
    message = _("Controlla l'anno: questo giorno è troppo lontano.")
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


class NothingToWeigh(Refusal):
    """The scale's weight less the tare is no gram."""

    code = "nothing_to_weigh"
    message = _("Tolta la tara non resta peso: controlla i numeri.")
    status = 400


class AlreadyWeighed(Refusal):
    """Another person has weighed this lot: their weight stands, a correction is a movement of its own."""

    code = "already_weighed"
    message = _("Questa cassa è già stata pesata. Se il peso non torna, fai una correzione.")


class NotInQuarantine(Refusal):
    """Only what waits for a check can be cleared or refused after it."""

    code = "not_in_quarantine"
    message = _("Questa cassa non aspetta un controllo.")


class StillUnknown(Refusal):
    """What put a lot into quarantine has to be said before it may be used."""

    code = "still_unknown"
    message = _("Scrivi prima quello che manca: {doubt}.")
    status = 400


class NotEnoughLeft(Refusal):
    """More than the lot holds. With `found` the rest is written down as found."""

    code = "not_enough_left"
    message = _("Di «{food}» restano {left} kg. Ce n'è di più? Scrivilo come trovato.")


class MayNotBeUsed(Refusal):
    """The lot is not taken in, waits for a check, or is past its last safe day."""

    code = "may_not_be_used"
    message = _("«{food}» non si può usare: {why}.")


class NothingTaken(Refusal):
    """A dish of nothing."""

    code = "nothing_taken"
    message = _("Scegli almeno una cassa.")
    status = 400


class NoPortions(Refusal):
    """A dish of no portion, more left over than made, or more carried than cooked."""

    code = "no_portions"
    message = _("Controlla le porzioni: da 1 a {limit}.")
    status = 400


class PartlyGone(Refusal):
    """Grams of the lot have left it: it was in the house, so it is no longer sent away as if it had not been."""

    code = "partly_gone"
    message = _("Una parte è già stata buttata: butta anche il resto.")


class NotThere(Refusal):
    """The van found nothing of this donation, so it was withdrawn."""

    code = "not_there"
    message = _("Il furgone non l'ha trovata: questa consegna è annullata. Se c'è, scrivila di nuovo.")


class NotLoadable(Refusal):
    """The donation has been loaded or weighed already."""

    code = "not_loadable"
    message = _("Questa consegna è già stata ritirata.")


class NothingOffered(Refusal):
    """The driver collects where nothing is written down."""

    code = "nothing_offered"
    message = _("Qui non c'è niente da ritirare. Scrivi prima che cosa dà il negozio.")


class SayWhatStays(Refusal):
    """Not all fitted, but not what was left."""

    code = "say_what_stays"
    message = _("Tocca che cosa resta al negozio.")
    status = 400


class TemperatureMissing(Refusal):
    """Food that needs the cold, or the heat, is loaded with its temperature."""

    code = "temperature_missing"
    message = _("Misura la temperatura di: {foods}.")
    status = 400


class NumberTaken(Refusal):
    """The shop has used this number this year."""

    code = "number_taken"
    message = _("Il numero «{number}» c'è già per quest'anno.")


class AlreadyAnnulled(Refusal):
    """A document is annulled once, and a counter-document never."""

    code = "already_annulled"
    message = _("Questo documento è già annullato.")


class HoldsAlready(Refusal):
    """A version of a rule that would begin today or earlier: what has held is not rewritten."""

    code = "holds_already"
    message = _("Quello che vale oggi resta com'è: scegli un giorno da domani in poi.")
    status = 400
