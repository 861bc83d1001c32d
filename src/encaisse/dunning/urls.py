"""Addresses of dunning."""

from django.urls import path

from encaisse.dunning.views import templates

app_name = "dunning"

urlpatterns = [
    path("modeles/", templates.template_list, name="templates"),
    path("modeles/<int:template_id>/", templates.template_edit, name="template"),
    path("modeles/<int:template_id>/apercu", templates.template_preview, name="template_preview"),
]
