"""Addresses of colleagues and of their digests."""

from django.urls import path

from encaisse.colleagues import views
from encaisse.colleagues.views import stopping

app_name = "colleagues"

urlpatterns = [
    path("collegues/", views.colleagues, name="colleagues"),
    path("collegues/reglages", views.arrange, name="arrange"),
    path("collegues/<int:colleague_id>/", views.colleague, name="colleague"),
    path("collegues/<int:colleague_id>/courriel", views.mail, name="mail"),
    path("collegues/<int:colleague_id>/arreter", views.halt, name="halt"),
    path("collegues/<int:colleague_id>/reprendre", views.resume, name="resume"),
    path("clients/<int:customer_id>/suivi", views.customer, name="customer"),
    path("suivis/<int:follower_id>/fin", views.leave, name="leave"),
    path("recapitulatif/<slug:number>-<slug:seal>/", stopping.stop, name="stop"),
]
