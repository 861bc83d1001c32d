"""Addresses of differences and losses."""

from django.urls import path

from encaisse.differences import views

app_name = "differences"

urlpatterns = [
    path("ecarts/", views.differences, name="differences"),
    path("ecarts/limites", views.limits, name="limits"),
    path("ecarts/<int:difference_id>/defaire", views.undo, name="undo"),
    path("clients/<int:customer_id>/ecarts", views.account, name="account"),
    path("clients/<int:customer_id>/ecarts/abandonner", views.give_up, name="give_up"),
    path("credits/<int:credit_id>/retenir", views.keep, name="keep"),
    path("credits/<int:credit_id>/convertir", views.convert, name="convert"),
]
