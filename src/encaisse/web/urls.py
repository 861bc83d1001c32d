"""Addresses of the design system."""

from django.urls import path

from encaisse.web import views

app_name = "web"

urlpatterns = [
    path("design", views.design, name="design"),
    path("sante", views.health, name="health"),
]
