"""Addresses of the outbox."""

from django.urls import path

from encaisse.letters import views

app_name = "letters"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("sms/<slug:token>/", views.sms_receipt, name="sms_receipt"),
    path("avis/<slug:token>/", views.mail_notice, name="mail_notice"),
    path("vu/<slug:number>-<slug:seal>.gif", views.opened, name="opened"),
    path("courrier/<slug:token>/", views.carrier_hook, name="carrier_hook"),
    path("<int:letter_id>/", views.letter, name="letter"),
    path("<int:letter_id>/recommande", views.registered, name="registered"),
    path("<int:letter_id>/attestation", views.attestation, name="attestation"),
    path("<int:letter_id>/courriel", views.letter_source, name="letter_source"),
    path("<int:letter_id>/html", views.letter_html, name="letter_html"),
]
