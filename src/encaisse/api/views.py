"""The schema of the API, open to all."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from encaisse.api.root import api


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """OpenAPI 3.1."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})
