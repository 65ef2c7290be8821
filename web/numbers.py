"""The number of a card in words, as one says it aloud: `08` is *zero otto*, since that is how it is drawn."""

from itertools import product


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


ITALIAN = _list(
    "zero, uno, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, undici, dodici, tredici, quattordici, "
    "quindici, sedici, diciassette, diciotto, diciannove"
)
ITALIAN_TENS = _list("venti, trenta, quaranta, cinquanta, sessanta, settanta, ottanta, novanta")
ENGLISH = _list(
    "zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen, "
    "sixteen, seventeen, eighteen, nineteen"
)
ENGLISH_TENS = _list("twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety")
ARABIC = _list(
    "صفر, واحد, اثنان, ثلاثة, أربعة, خمسة, ستة, سبعة, ثمانية, تسعة, عشرة, أحد عشر, اثنا عشر, ثلاثة عشر, أربعة عشر, "
    "خمسة عشر, ستة عشر, سبعة عشر, ثمانية عشر, تسعة عشر"
)
ARABIC_TENS = _list("عشرون, ثلاثون, أربعون, خمسون, ستون, سبعون, ثمانون, تسعون")


def _italian(tens: int, ones: int) -> str:
    word = ITALIAN_TENS[tens - 2]
    if ones == 0:
        return word
    if ones in {1, 8}:
        return word[:-1] + ITALIAN[ones]
    return word + ("tré" if ones == 3 else ITALIAN[ones])


def _english(tens: int, ones: int) -> str:
    return f"{ENGLISH_TENS[tens - 2]}-{ENGLISH[ones]}" if ones else ENGLISH_TENS[tens - 2]


def _arabic(tens: int, ones: int) -> str:
    return f"{ARABIC[ones]} و{ARABIC_TENS[tens - 2]}" if ones else ARABIC_TENS[tens - 2]


TONGUES = {"it": (ITALIAN, _italian), "en": (ENGLISH, _english), "ar": (ARABIC, _arabic)}
WORDS = {
    language: {
        f"{tens}{ones}": small[ones + 10 * tens] if tens == 1 else compose(tens, ones)
        for tens, ones in product(range(1, 10), range(10))
    }
    | {f"0{ones}": f"{small[0]} {small[ones]}" for ones in range(10)}
    for language, (small, compose) in TONGUES.items()
}


def in_words(number: str, *, language: str) -> str:
    """The two digits of a card in `language`; the digits themselves in a language that has no list here."""
    return WORDS.get(language[:2], {}).get(number, number)
