"""Addresses of the exchanges."""

from django.urls import path

from encaisse.exchanges import views

app_name = "exchanges"

urlpatterns = [
    path("echanges/", views.calls, name="calls"),
    path("echanges/appels/<int:call_id>/", views.call, name="call"),
    path("clients/<int:customer_id>/appel", views.dial, name="dial"),
]
