"""Addresses of matching."""

from django.urls import path

from encaisse.matching import views
from encaisse.matching.views import habits, one

app_name = "matching"

LINE = "lettrage/lignes/<int:line_id>/"
PAYMENT = "lettrage/reglements/<int:credit_id>/"

urlpatterns = [
    path("lettrage/", views.waiting, name="waiting"),
    path("lettrage/reglages/", habits.policy, name="policy"),
    path("lettrage/payeurs/", habits.payers, name="payers"),
    path("lettrage/payeurs/<int:payer_id>/oublier/", habits.forget, name="forget"),
    path(LINE, one.line, name="line"),
    path(f"{LINE}choisir/", views.choose_line, name="choose_line"),
    path(f"{LINE}repartir/", one.share_line, name="share_line"),
    path(f"{LINE}reprise/", one.take_back, name="take_back"),
    path(f"{LINE}client/", one.new_customer, name="new_customer"),
    path(f"{LINE}ecarter/", one.set_aside, name="set_aside"),
    path(f"{LINE}double/", views.double, name="double"),
    path(f"{LINE}annuler/", views.undo, name="undo"),
    path(PAYMENT, one.payment, name="payment"),
    path(f"{PAYMENT}choisir/", views.choose_payment, name="choose_payment"),
    path(f"{PAYMENT}repartir/", one.share_payment, name="share_payment"),
    path(f"{PAYMENT}annuler/", views.undo_payment, name="undo_payment"),
]
