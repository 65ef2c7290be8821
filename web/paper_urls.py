"""What is there to print as PDF."""

from django.urls import URLPattern, path

from web import document_pdf, figures_pdf

urlpatterns: list[URLPattern] = [
    path("documenti/<int:pk>/", document_pdf.page, name="document"),
    path("documenti/<int:pk>/ddt.pdf", document_pdf.paper, name="document_pdf"),
    path("numeri/settimana.pdf", figures_pdf.paper, name="figures_pdf"),
]
