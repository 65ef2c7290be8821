"""Cards: codes that can be said and typed in any digits, faces that follow from them, PINs stored nowhere."""

import pytest

from guests import cards


def check_digit(digits: str) -> int:
    """ISO 7064 mod 11,10, written out from the standard: not the library's."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (11 - product) % 10


def test_check_digit_is_the_standards() -> None:
    codes = [cards.new_code() for _ in range(50)]
    assert [int(code[8]) for code in codes] == [check_digit(code[:8]) for code in codes]


def code() -> str:
    return "42810395" + str(check_digit("42810395"))


@pytest.mark.parametrize("typed", ["{} {} {}", "{}{}{}", "{}-{}-{}", " {}. {}, {} "])
def test_code_is_read_however_it_is_spaced(typed: str) -> None:
    parts = (code()[:3], code()[3:6], code()[6:])
    assert cards.read_code(typed.format(*parts)) == code()


def test_code_is_read_in_arabic_indic_digits() -> None:
    assert cards.read_code(code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == code()


def test_one_wrong_digit_is_noticed_wherever_it_stands() -> None:
    for place in range(9):
        for wrong in set("0123456789") - {code()[place]}:
            with pytest.raises(ValueError, match="not a card's code"):
                cards.read_code(code()[:place] + wrong + code()[place + 1 :])


@pytest.mark.parametrize("typed", ["", "42", "pesce", "42810395", "4281039540", "²²²²²²²²²", "0"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a card's code"):
        cards.read_code(typed)


def test_code_is_shown_in_threes() -> None:
    assert cards.spaced("428103957") == "428 103 957"


def test_face_follows_from_the_code() -> None:
    # number 42; picture 810 % 16 = 10 (cherry, counted from 0); colour 3 % 8 = 3 (green)
    assert cards.face("428103957") == cards.Face("42", "cherry", "green")


def test_faces_use_every_picture_and_colour() -> None:
    faces = [cards.face(f"{number:09}") for number in range(0, 10**9, 99_991)]
    assert {face.pictogram for face in faces} == set(cards.PICTOGRAMS)
    assert {face.colour for face in faces} == set(cards.COLOURS)


def test_pin_is_four_digits_that_follow_from_the_secret() -> None:
    tokens = [cards.new_token() for _ in range(50)]
    pins = [cards.pin(token) for token in tokens]
    assert pins == [cards.pin(token) for token in tokens]
    assert {len(pin) for pin in pins} == {4}
    assert all(pin.isdecimal() for pin in pins)


def test_secret_is_long_and_fits_its_column() -> None:
    assert {len(cards.new_token()) for _ in range(50)} == {22}  # 16 bytes in base 64 without padding
