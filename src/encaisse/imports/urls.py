"""Addresses of the imports."""

from django.urls import path
from django.views.generic import RedirectView

from encaisse.imports import views
from encaisse.imports.views import columns_of, lines, reviewing
from encaisse.imports.views import mappings as layouts

app_name = "imports"

urlpatterns = [
    path("", views.imports, name="imports"),
    path("sources/", views.sources, name="sources"),
    path("sources/relever/", views.relieve, name="relieve"),
    path("dispositions/", layouts.mappings, name="mappings"),
    path("dispositions/<int:mapping_id>/renommer/", layouts.rename, name="rename_mapping"),
    path("dispositions/<int:mapping_id>/oublier/", layouts.forget, name="forget_mapping"),
    path("a-attribuer/", RedirectView.as_view(pattern_name="matching:waiting"), name="bank_lines"),
    path("a-attribuer/<int:line_id>/", views.bank_line, name="bank_line"),
    path("<int:import_id>/", views.one_import, name="import"),
    path("<int:import_id>/colonnes/", columns_of.correct, name="columns"),
    path("<int:import_id>/defaire/", views.undo, name="undo"),
    path("<int:import_id>/lignes/", lines.lines, name="lines"),
    path("<int:import_id>/prendre/", reviewing.take, name="take"),
    path("<int:import_id>/laisser/", reviewing.leave, name="leave"),
    path("<int:import_id>/double/<int:line_id>/", reviewing.twin, name="twin"),
    path("<int:import_id>/relire/", reviewing.again, name="again"),
]
