"""Addresses of disputes, and of the answers given without an account."""

from django.urls import path

from encaisse.disputes import views
from encaisse.disputes.views import answering, questions

app_name = "disputes"

urlpatterns = [
    path("litiges/", views.board, name="board"),
    path("clients/<int:customer_id>/litige", views.new, name="new"),
    path("clients/<int:customer_id>/questions", questions.questions, name="questions"),
    path("litiges/reglages", views.arrange, name="arrange"),
    path("litiges/questions/<int:question_id>", views.question, name="question"),
    path("litiges/<int:dispute_id>/", views.dispute, name="dispute"),
    path("litiges/<int:dispute_id>/geste", views.act, name="act"),
    path("litiges/<int:dispute_id>/avoir", views.credit_note, name="credit_note"),
    path("repondre/<slug:number>-<slug:seal>/", answering.answer, name="answer"),
]
