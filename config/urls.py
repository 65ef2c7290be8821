"""Where each door stands."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.health import healthz

handler500 = "web.errors.broken"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("api/v1/", include("api.urls")),
    path("", include("web.urls")),
]
