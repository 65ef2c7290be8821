"""The product's routes, and a view that does nothing: what Django REST framework itself costs."""

from typing import ClassVar

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class Nothing(APIView):
    """Reads nothing, writes nothing, asks nobody who they are."""

    authentication_classes: ClassVar = []
    permission_classes: ClassVar = []
    throttle_classes: ClassVar = []

    def post(self, _request: Request) -> Response:
        return Response({})


urlpatterns = [path("benchmarks/nothing/", Nothing.as_view()), path("", include("config.urls"))]
