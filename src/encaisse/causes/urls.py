"""Addresses of causes."""

from django.urls import path

from encaisse.causes import views

app_name = "causes"

urlpatterns = [
    path("causes/", views.causes, name="causes"),
    path("causes/creances", views.receivables, name="receivables"),
    path("clients/<int:customer_id>/causes", views.customer, name="customer"),
]
