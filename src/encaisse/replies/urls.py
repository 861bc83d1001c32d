"""Addresses of the replies."""

from django.urls import path

from encaisse.replies import views

app_name = "replies"

urlpatterns = [
    path("", views.replies, name="replies"),
    path("deposer", views.drop, name="drop"),
    path("<int:reply_id>/", views.reply, name="reply"),
    path("<int:reply_id>/suite", views.act, name="act"),
    path("<int:reply_id>/client", views.file, name="file"),
]
