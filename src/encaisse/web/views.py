"""Doors of the design system: its own page, the health of the process, the error pages."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from encaisse import __version__
from encaisse.web import export, specimens
from encaisse.web.pages import failure, page


def design(request: HttpRequest) -> HttpResponse:
    """Every component in each of its states."""
    on = timezone.localdate()
    table = specimens.LISTING.table(
        specimens.rows(on), request.GET, totals={"name": _("Total"), "open_cents": 3_148_000}
    )
    if table.wants_export:
        return export.spreadsheet(table)
    tried = {"rate": request.GET.get("rate", "2"), "day": request.GET.get("day", "")}
    context = {"table": table, "form": specimens.form(), "tried": tried, **specimens.context(on)}
    return page(request, "web/design.html", context, fragment=("specimens", "attempt"))


@login_not_required
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whether this process can work: 200 with the version, 503 without its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"state": "database-away", "version": __version__}, status=503)
    return JsonResponse({"state": "ready", "version": __version__})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return failure(
        request,
        status=400,
        title=_("Demande incompréhensible"),
        sentence=_("L'adresse ou le formulaire envoyé ne peut être lu."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return failure(
        request,
        status=403,
        title=_("Accès réservé"),
        sentence=_("Votre rôle ne permet pas de voir cette page ni de faire ce geste."),
        hint=_("Un responsable de la société peut changer votre rôle."),
    )


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form without its key: the session changed, or cookies are refused."""
    return failure(
        request,
        status=403,
        title=_("Formulaire expiré"),
        sentence=_("La page a été ouverte avant votre dernière connexion : rien n'a été fait."),
        hint=_("Rechargez la page puis recommencez ; les cookies doivent être acceptés."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return failure(
        request,
        status=404,
        title=_("Page introuvable"),
        sentence=_("Elle n'existe pas, ou appartient à une société que vous ne voyez pas."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return failure(
        request,
        status=500,
        title=_("Encaisse a trébuché"),
        sentence=_("La demande n'a pas abouti ; ce qui n'a pas été fini a été défait."),
        hint=_("L'erreur est notée dans le journal du serveur."),
    )
