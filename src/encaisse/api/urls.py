"""Addresses of the API."""

from django.urls import path

from encaisse.api.root import api
from encaisse.api.views import openapi

urlpatterns = [
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/", api.urls),
]
