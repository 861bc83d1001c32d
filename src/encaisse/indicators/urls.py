"""Addresses of the indicators."""

from django.urls import path

from encaisse.indicators import views

app_name = "indicators"

urlpatterns = [
    path("balance-agee/", views.aged_balance, name="aged_balance"),
    path("balance-agee/creances/", views.receivables, name="receivables"),
]
