"""Addresses of the agenda."""

from django.urls import path

from encaisse.agenda import views
from encaisse.agenda.views import calendar, following, orphans

app_name = "agenda"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/orphelines/", orphans.orphans, name="orphans"),
    path("agenda/calendrier/", calendar.calendar, name="calendar"),
    path("agenda/calendrier/creer", calendar.make, name="make_calendar"),
    path("agenda/calendrier/revoquer", calendar.revoke, name="revoke_calendar"),
    path("agenda/calendrier/<str:token>.ics", calendar.feed, name="feed"),
    path("agenda/geste", views.act, name="act"),
    path("agenda/suite/<int:customer_id>", following.following, name="next"),
]
