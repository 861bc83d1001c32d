"""Addresses of promises."""

from django.urls import path

from encaisse.promises import views

app_name = "promises"

urlpatterns = [
    path("promesses/", views.promises, name="promises"),
    path("promesses/<int:promise_id>/", views.promise, name="promise"),
    path("promesses/<int:promise_id>/geste", views.act, name="act"),
]
