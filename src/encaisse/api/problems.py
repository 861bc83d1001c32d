"""Errors as the API says them: ``{code, sentence, fields}``, with the status that fits."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from encaisse.kernel.refusal import Refusal

SENTENCES = {
    HTTPStatus.BAD_REQUEST: ("unreadable", _("Le corps de la demande n'est pas lisible.")),
    HTTPStatus.UNAUTHORIZED: ("token_needed", _("Il faut une clé d'API valide.")),
    HTTPStatus.FORBIDDEN: ("not_allowed", _("Votre rôle ne permet pas cette demande.")),
    HTTPStatus.NOT_FOUND: ("not_found", _("Introuvable dans cette société.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", _("Cette adresse ne se lit pas ainsi.")),
    HTTPStatus.CONFLICT: ("refused", _("Refusé, pour la raison que dit la phrase.")),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", _("La demande contient des valeurs refusées.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("broken", _("Encaisse a trébuché : rien n'a été fait.")),
}
A_DAY, A_WHOLE, A_NUMBER = (
    _("date AAAA-MM-JJ attendue"), _("nombre entier attendu"), _("nombre attendu")
)  # fmt: skip
FIELD_SENTENCES = {
    "missing": _("obligatoire"),
    "extra_forbidden": _("inconnu"),
    "string_type": _("texte attendu"),
    "string_pattern_mismatch": _("format refusé"),
    "string_too_long": _("trop long"),
    "string_too_short": _("trop court"),
    "too_long": _("trop d'éléments"),
    "too_short": _("trop peu d'éléments"),
    "greater_than": _("trop petit"),
    "greater_than_equal": _("trop petit"),
    "less_than": _("trop grand"),
    "less_than_equal": _("trop grand"),
    "decimal_max_digits": _("trop de chiffres"),
    "decimal_max_places": _("trop de décimales"),
    "literal_error": _("valeur inconnue"),
    "enum": _("valeur inconnue"),
    "date_type": A_DAY,
    "date_parsing": A_DAY,
    "date_from_datetime_parsing": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "int_type": A_WHOLE,
    "int_parsing": A_WHOLE,
    "int_from_float": A_WHOLE,
    "decimal_type": A_NUMBER,
    "decimal_parsing": A_NUMBER,
    "float_type": A_NUMBER,
    "float_parsing": A_NUMBER,
    "finite_number": A_NUMBER,
    "bool_type": _("true ou false attendu"),
    "bool_parsing": _("true ou false attendu"),
    "list_type": _("liste attendue"),
    "dict_type": _("objet attendu"),
    "model_attributes_type": _("objet attendu"),
}
REFUSED = _("valeur refusée")


class Problem(Schema):
    """Why a request was not done: a stable code, a French sentence, the fields at fault."""

    code: str
    sentence: str
    fields: dict[str, str]


def problem(status: int, *, fields: dict[str, str] | None = None) -> JsonResponse:
    """The problem that a status stands for."""
    code, said = SENTENCES.get(HTTPStatus(status), SENTENCES[HTTPStatus.BAD_REQUEST])
    return _answer(status, code, str(said), fields)


def sentence(status: int) -> str:
    """What a status says when nothing more is known."""
    return str(SENTENCES[HTTPStatus(status)][1])


def refused(refusal: Refusal) -> JsonResponse:
    """409: the business says no."""
    return _answer(HTTPStatus.CONFLICT, refusal.code, str(refusal))


def invalid(errors: list[dict[str, Any]]) -> JsonResponse:
    """422: each field and what is wrong with it."""
    fields = {
        ".".join(str(part) for part in error["loc"][1:]) or "body": str(
            FIELD_SENTENCES.get(error["type"], REFUSED)
        )
        for error in errors
    }
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, fields=fields)


def as_problem(response: HttpResponse) -> HttpResponse:
    """A page of error that some other part made, said the API's way."""
    plain = response.get("Content-Type", "").startswith("application/json")
    if response.status_code < HTTPStatus.BAD_REQUEST or plain:
        return response
    said = problem(response.status_code)
    if "Allow" in response:
        said["Allow"] = response["Allow"]
    return said


def _answer(
    status: int, code: str, said: str, fields: dict[str, str] | None = None
) -> JsonResponse:
    return JsonResponse(
        {"code": code, "sentence": said, "fields": fields or {}},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
