"""Addresses of plans."""

from django.urls import path

from encaisse.payment_plans import views

app_name = "payment_plans"

urlpatterns = [
    path("echeanciers/", views.plans, name="plans"),
    path("echeanciers/limites", views.limits, name="limits"),
    path("echeanciers/<int:plan_id>/", views.plan, name="plan"),
    path("echeanciers/<int:plan_id>/fin", views.end, name="end"),
    path("echeanciers/propositions/<int:proposal_id>/", views.proposal, name="proposal"),
    path("echeanciers/propositions/<int:proposal_id>/geste", views.answer, name="answer"),
    path("echeanciers/propositions/<int:proposal_id>/document.pdf", views.paper, name="paper"),
    path("clients/<int:customer_id>/echeancier", views.simulate, name="simulate"),
    path("clients/<int:customer_id>/echeancier/proposer", views.propose, name="propose"),
]
