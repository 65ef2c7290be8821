"""Papers over the API: the very files of the pages."""

import pytest
from rest_framework.test import APIClient

from canteens.models import Canteen, Role, User
from recovery import documents
from recovery.donations import Line, log
from recovery.models import Shop, TransportDocument
from recovery.papers import document_pdf
from tests.api.conftest import Helper, with_token


@pytest.fixture
def document(canteen: Canteen) -> TransportDocument:
    shop = Shop.objects.create(canteen=canteen, name="Forno", kind=Shop.Kind.BAKERY)
    return documents.issue(log(shop, lines=[Line("Pane", "bread", 4_000, 1)], client_ref="a"), by=None)


@pytest.mark.parametrize("accepted", ["*/*", "application/pdf", "application/json"])
def test_it_is_the_paper_of_the_page(document: TransportDocument, carla: User, accepted: str) -> None:
    answer = with_token(carla).get(f"/api/v1/documents/{document.pk}/pdf/", HTTP_ACCEPT=accepted)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == document_pdf(document)


@pytest.mark.parametrize(("role", "status"), [(Role.DRIVER, 200), (Role.COOK, 200), (Role.SHOP, 404), (Role.DOOR, 403)])
def test_who_carries_and_cooks_reads_every_shops(
    document: TransportDocument, helper: Helper, role: Role, status: int
) -> None:
    asker: APIClient = with_token(helper("Furio", role))
    assert asker.get(f"/api/v1/documents/{document.pk}/pdf/").status_code == status


def test_a_problem_is_json_also_for_who_wants_pdf(carla: User) -> None:
    answer = with_token(carla).get("/api/v1/documents/999/pdf/", HTTP_ACCEPT="application/pdf")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
