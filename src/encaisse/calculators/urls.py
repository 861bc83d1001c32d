"""Addresses of the calculators: a page and its PDF each."""

from django.urls import path

from encaisse.calculators import views
from encaisse.calculators.views.catalogue import CALCULATORS

app_name = "calculators"

urlpatterns = [
    path("", views.index, name="index"),
    *(
        path(f"{one.slug}/", views.calculator, {"calculator": one}, name=one.name)
        for one in CALCULATORS
    ),
    *(
        path(f"{one.slug}/pdf", views.document, {"calculator": one}, name=f"{one.name}_pdf")
        for one in CALCULATORS
    ),
]
