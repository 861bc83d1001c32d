"""Addresses of the documents."""

from django.urls import path

from encaisse.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.documents, name="documents"),
    path("a-purger/", views.purge, name="purge"),
    path("<int:document_id>/", views.document, name="document"),
    path("<int:document_id>/apercu", views.preview, name="preview"),
    path("<int:document_id>/telecharger", views.download, name="download"),
    path("<int:document_id>/decrire", views.describe, name="describe"),
    path("<int:document_id>/rattacher", views.attach, name="attach"),
    path("<int:document_id>/detacher", views.detach, name="detach"),
    path("<str:subject>/<int:subject_id>/", views.attached, name="attached"),
]
