"""Addresses of late charges."""

from django.urls import path

from encaisse.late_charges import views

app_name = "late_charges"

urlpatterns = [
    path("clients/<int:customer_id>/decompte", views.statement, name="statement"),
]
