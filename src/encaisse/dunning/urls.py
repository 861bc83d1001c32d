"""Addresses of dunning."""

from django.urls import path

from encaisse.dunning.views import (
    acting,
    efficiency,
    explaining,
    messages,
    policy,
    scenarios,
    segments,
    simulations,
    tasks,
    templates,
)

app_name = "dunning"

urlpatterns = [
    path("relances/", messages.run, name="run"),
    path("relances/passage", acting.start, name="start"),
    path("relances/decision", acting.decide, name="decide"),
    path("relances/essai", policy.dry_run, name="dry_run"),
    path("relances/regles", policy.policy, name="policy"),
    path("relances/efficacite", efficiency.efficiency, name="efficiency"),
    path("relances/efficacite/creances", efficiency.steps, name="efficiency_steps"),
    path("relances/<int:message_id>/", messages.message, name="message"),
    path("relances/<int:message_id>/apercu", messages.message_html, name="message_html"),
    path("factures/<int:invoice_id>/pourquoi", explaining.explanation, name="explanation"),
    path("relances/<int:message_id>/issue", acting.record, name="record"),
    path("relances/<int:message_id>/texte", acting.wording, name="wording"),
    path("relances/<int:message_id>/texte/apercu", acting.wording_preview, name="wording_preview"),
    path("taches/", tasks.task_list, name="tasks"),
    path("taches/acte", tasks.act_on_tasks, name="act_on_tasks"),
    path("taches/<int:task_id>/", tasks.task, name="task"),
    path("taches/<int:task_id>/coordonnees", tasks.reach, name="reach"),
    path("scenarios/", scenarios.scenario_list, name="scenarios"),
    path("scenarios/qui", segments.who, name="who"),
    path("segments/", segments.segment_list, name="segments"),
    path("segments/nouveau", segments.new_segment, name="new_segment"),
    path("segments/<int:segment_id>/", segments.segment, name="segment"),
    path("segments/<int:segment_id>/place", segments.move_segment, name="move_segment"),
    path("segments/<int:segment_id>/supprimer", segments.remove_segment, name="remove_segment"),
    path("scenarios/nouveau", scenarios.new_scenario, name="new_scenario"),
    path("scenarios/<int:scenario_id>/", scenarios.scenario, name="scenario"),
    path("scenarios/<int:scenario_id>/acte", scenarios.act_on_scenario, name="act_on_scenario"),
    path("scenarios/<int:scenario_id>/essai", simulations.trial, name="trial"),
    path("simulations/<int:simulation_id>/", simulations.simulation, name="simulation"),
    path("modeles/", templates.template_list, name="templates"),
    path("modeles/<int:template_id>/", templates.template_edit, name="template"),
    path("modeles/<int:template_id>/apercu", templates.template_preview, name="template_preview"),
]
