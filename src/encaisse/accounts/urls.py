"""Addresses of accounts; signing in is allauth's."""

from django.urls import path

from encaisse.accounts import views

app_name = "accounts"

urlpatterns = [path("societe", views.choose_company, name="company")]
