"""The page on which somebody without an account says that they want no digest any more. Its address
is the only key; it tells nothing of any customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from encaisse.colleagues import operations, queries
from encaisse.store import isolation
from encaisse.web.pacing import discreet, too_often
from encaisse.web.pages import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # the address itself is the secret, and a page without referrer has no origin
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, number: str, seal: str) -> HttpResponse:
    """Ask whether it is meant, as mail programs open links by themselves; stop, or take it back."""
    refused = too_often(request, "digest")
    if refused is not None:
        return refused
    with isolation.seeing_all():
        digest = queries.digest_linked(number, seal)
    if digest is None:
        raise Http404
    with isolation.seeing(digest.company_id):
        colleague = digest.colleague
        if request.method == "POST":
            act = operations.resume if request.POST.get("geste") == "reprendre" else operations.stop
            act(colleague, on=localdate(), by=colleague.name)
        context = {
            "company": digest.company, "colleague": colleague, "stop": queries.stop_of(colleague)
        }  # fmt: skip
        return discreet(page(request, "colleagues/stop.html", context))
