"""Addresses of early-payment discounts."""

from django.urls import path

from encaisse.early_payment_discounts import views

app_name = "early_payment_discounts"

urlpatterns = [
    path("escomptes/", views.offers, name="offers"),
    path("escomptes/limites", views.limits, name="limits"),
    path("escomptes/<int:offer_id>/", views.offer, name="offer"),
    path("escomptes/<int:offer_id>/geste", views.act, name="act"),
    path("clients/<int:customer_id>/escompte", views.attempt, name="attempt"),
    path("clients/<int:customer_id>/escompte/offrir", views.make, name="make"),
]
