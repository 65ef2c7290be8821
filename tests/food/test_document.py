"""The paper of a hand-over: what the law asks for, out of what was frozen, and for nobody to wait for."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from canteens import clock
from canteens.models import Canteen, Membership, Role, User
from mensa.models import Sitting
from papers.pdf import ROOT
from recovery import documents, kitchen, receipt
from recovery.donations import Line, log
from recovery.models import Donation, Lot, Shop, TransportDocument
from recovery.papers import document_paper, document_pdf
from recovery.stock import Take
from tests.food.conftest import Browser
from tests.papers.reading import Paper

ART_16 = "cessione gratuita di eccedenze alimentari ai sensi dell'art. 16 della L. 19 agosto 2016, n. 166"


@pytest.fixture
def furio(canteen: Canteen) -> User:
    """Furio drives the van."""
    user = User.objects.create_user("furio@example.org", "quattro parole a caso", name="Furio")
    Membership.objects.create(user=user, canteen=canteen, role=Role.DRIVER)
    return user


@pytest.fixture
def house(canteen: Canteen) -> Canteen:
    """The canteen with all that a paper says of it."""
    canteen.association, canteen.association_tax_code = "Reciprocamensa ODV", "97812340015"
    canteen.association_address = "vicolo Albussano 1, Chieri"
    canteen.save()
    return canteen


@pytest.fixture
def grocer(house: Canteen, market: Shop) -> Shop:
    """A shop with all that a paper says of it."""
    market.legal_name, market.tax_code = "Bottega di Wang Li & C. s.n.c.", "01234567890"
    market.address = "via Vittorio Emanuele II 12, Chieri"
    market.save()
    return market


def until(day: dt.date, precision: str) -> dict[str, Any]:
    return {"date_mark": "best_before", "marked_day": day, "precision": precision}


@pytest.fixture
def donation(grocer: Shop) -> Donation:
    lines = [
        Line("Pane", "bread", 16_000, 4, allergens=("gluten",)),
        Line("Yogurt", "dairy", 6_250, 1, date_mark="use_by", marked_day=dt.date(2026, 11, 27)),
        Line("Passata", "preserves", 18_000, 2, **until(dt.date(2027, 3, 31), "month")),
        Line("Riso", "dry_goods", 5_000, **until(dt.date(2028, 12, 31), "year")),
    ]  # fmt: skip
    return log(grocer, lines=lines, client_ref="a")


@pytest.fixture
def document(donation: Donation, furio: User) -> TransportDocument:
    """Loaded on Friday at 19:40, the yogurt at 3.5 °C."""
    with clock.at(donation.canteen.instant(dt.date(2026, 11, 20), dt.time(19, 40))):
        receipt.load(donation, failed_checks=[], celsius={donation.lots.all()[1].pk: Decimal("3.5")}, by=furio)
    return donation.documents.get()


def test_it_says_what_a_transport_document_says(document: TransportDocument) -> None:
    text = Paper(document_pdf(document)).text
    told = [
        "Documento di trasporto n. RM-2026-0001 del 20/11/2026 alle ore 19:40", ART_16,
        "Cedente (donatore) Bottega di Wang Li & C. s.n.c. Insegna: Mercato Partita IVA o codice fiscale: 01234567890",
        "01234567890 Indirizzo: via Vittorio Emanuele II 12, Chieri",
        "Cessionario (donatario) Reciprocamensa ODV Partita IVA o codice fiscale: 97812340015",
        "97812340015 Indirizzo: vicolo Albussano 1, Chieri",
        "Luogo di destinazione via Giovanni XXIII 8b, Chieri", "Trasporto a cura di Furio",
        "Pane Pane e pizza 4 16 – –",
        "Yogurt Latte e formaggi 1 6,25 da consumarsi entro 27/11/2026 3,5",
        "Passata Conserve 2 18 preferibilmente entro 03/2027 –",
        "Riso Pasta, riso e farina – 5 preferibilmente entro 2028 –",
        "Totale 7 45,25",  # 4 + 1 + 2; 16 + 6.25 + 18 + 5
        "Peso dichiarato, da verificarsi a destino.",
        "Firma del cedente Firma di chi trasporta Firma del cessionario",
        f"Modello ddt-1 · RM-2026-0001 · impronta SHA-256 dei dati del documento: {document.sha256}",
    ]  # fmt: skip
    assert [words for words in told if words not in text] == []


def test_a_screen_reader_can_read_it(document: TransportDocument) -> None:
    paper = Paper(document_pdf(document))
    assert paper.facts == {
        "marked": True, "lang": "it", "title": "Documento di trasporto RM-2026-0001", "shows title": True, "ua": True,
    }  # fmt: skip
    assert paper.pages == 1
    counted = {tag: paper.tags.count(tag) for tag in ("/H1", "/H2", "/Table", "/THead", "/TH", "/TR", "/TFoot")}
    assert counted == {"/H1": 1, "/H2": 1, "/Table": 1, "/THead": 1, "/TH": 6, "/TR": 6, "/TFoot": 1}


def test_what_changed_since_is_not_on_it(document: TransportDocument, donation: Donation) -> None:
    """Whoever prints it again, in any language, after the shop moved and the scale spoke: the same file."""
    first = document_pdf(document)
    Shop.objects.update(name="Altro", legal_name="Altro", address="altrove")
    Canteen.objects.update(place="altrove", association="Altra")
    receipt.weigh(donation.lots.all()[0], gross=9_000, tare=500, by=None)
    with translation.override("ar"):
        assert document_pdf(TransportDocument.objects.get()) == first


def test_a_counter_document_says_what_it_annuls_and_why(document: TransportDocument, carla: User) -> None:
    before = document_pdf(document)
    with clock.at(document.issued_at + dt.timedelta(hours=14)):
        counter = documents.annul(document, why="16 kg di pane erano 6", by=carla)
    text = Paper(document_pdf(counter)).text
    assert "Documento di annullamento n. RM-2026-0002 del 21/11/2026 alle ore 09:40" in text
    assert (
        "Annulla il documento n. RM-2026-0001 del 20/11/2026, che non vale più. Motivo: 16 kg di pane erano 6" in text
    )
    assert "Totale 7 45,25" in text
    stamped = Paper(document_pdf(document)).text
    stamp = "ANNULLATO dal documento RM-2026-0002 del 21/11/2026 "
    assert stamped == stamp + Paper(before).text


def test_the_words_of_the_law_stand_only_on_surplus(grocer: Shop) -> None:
    given = log(grocer, lines=[Line("Riso", "dry_goods", 5_000)], client_ref="a", origin=Donation.Origin.AGEA)
    text = Paper(document_pdf(documents.issue(given, by=None))).text
    assert (ART_16 in text, "consegna di alimenti che non sono eccedenze" in text) == (False, True)


def test_the_shops_own_number_and_a_name_in_any_script(grocer: Shop) -> None:
    Shop.objects.filter(pk=grocer.pk).update(legal_name="包子店 مخبز 🍞 ꦲ", tax_code="")
    given = log(Shop.objects.get(), lines=[Line("包子", "cooked", 1_500, date_mark="use_by")], client_ref="a")
    text = Paper(document_pdf(documents.issue(given, own_number="77/B", by=None))).text
    assert "n. 77/B del" in text
    assert "Partita IVA o codice fiscale: non indicato" in text
    assert "包子 Piatti pronti – 1,5 da consumarsi entro (non indicata) –" in text
    assert [sign in text for sign in ("包子店", "🍞", "\N{REPLACEMENT CHARACTER}")] == [True, True, True]


def test_a_long_one_repeats_its_head(grocer: Shop) -> None:
    lines = [Line(f"Cibo {number}", "other", 1_000, 1) for number in range(60)]
    paper = Paper(document_pdf(documents.issue(log(grocer, lines=lines, client_ref="a"), by=None)))
    assert (paper.pages, paper.tags.count("/THead"), "Totale 60 60" in paper.text) == (2, 1, True)
    assert [page.extract_text().count("Kg dichiarati") for page in paper.reader.pages] == [1, 1]


def test_it_looks_up_nothing_but_its_counter_document(
    document: TransportDocument, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(1):
        document_paper(document)


def test_no_hand_over_waits_for_it(
    donation: Donation, lunch: Sitting, furio: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With typst gone, everything but the paper goes on: loading, weighing, cooking."""
    monkeypatch.setitem(sys.modules, "typst", None)
    receipt.load(donation, failed_checks=[], celsius={donation.lots.all()[1].pk: Decimal("3.5")}, by=furio)
    receipt.weigh(donation.lots.all()[0], gross=16_000, tare=0, by=None)
    kitchen.cook(lunch, name="Panzanella", portions=20, takes=[Take(Lot.objects.get(food="Pane"), 4_000)], by=None)
    with pytest.raises(ImportError):
        document_pdf(donation.documents.get())


def test_nothing_loads_typst_before_a_paper_is_asked_for() -> None:
    every_route = """
import django, sys
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import impact.tasks, notices.tasks, recovery.papers
print("papers.pdf" in sys.modules, "typst" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", every_route], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.fixture
def stella() -> User:
    """Stella coordinates elsewhere."""
    user = User.objects.create_user("stella@example.org", "quattro parole a caso", name="Stella")
    elsewhere = Canteen.objects.create(name="Altrove", place="Asti")
    Membership.objects.create(user=user, canteen=elsewhere, role=Role.COORDINATOR)
    return user


@pytest.mark.parametrize("route", ["document", "document_pdf"])
def test_who_may_open_it(
    route: str, document: TransportDocument, carla: User, furio: User, gino: User, bruna: User, stella: User,
    browser_of: Browser, client: object,
) -> None:  # fmt: skip
    """Coordinator, driver and the shop's own people; another shop's and another canteen's people find nothing, a
    stranger is asked to sign in."""
    address = reverse(route, args=[document.pk])
    answers = [browser_of(user).get(address).status_code for user in (carla, furio, gino, bruna, stella)]
    assert answers == [200, 200, 200, 404, 404]
    assert client.get(address).status_code == 302  # type: ignore[attr-defined]


def test_another_canteens_is_not_here(document: TransportDocument, carla: User, browser_of: Browser) -> None:
    elsewhere = Canteen.objects.create(name="Altrove", place="Asti")
    shop = Shop.objects.create(canteen=elsewhere, name="Forno", kind=Shop.Kind.BAKERY)
    theirs = documents.issue(log(shop, lines=[Line("Pane", "bread", 1_000)], client_ref="z"), by=None)
    assert browser_of(carla).get(reverse("document_pdf", args=[theirs.pk])).status_code == 404


def test_how_it_arrives(document: TransportDocument, gino: User, browser_of: Browser) -> None:
    answer = browser_of(gino).get(reverse("document_pdf", args=[document.pk]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", 'inline; filename="RM-2026-0001.pdf"'
    )  # fmt: skip
    assert answer.content == document_pdf(document)


def test_the_page_beside_it_says_what_an_adviser_should_see(
    document: TransportDocument, gino: User, browser_of: Browser
) -> None:
    page = browser_of(gino).get(reverse("document", args=[document.pk])).content.decode()
    assert "Da verificare con il proprio consulente" in page
    assert "DPR 472/1996" in page
    assert "consulente" not in Paper(document_pdf(document)).text


def test_each_version_has_its_template() -> None:
    assert (ROOT / f"recovery/typst/{documents.TEMPLATE_VERSION}.typ").is_file()
