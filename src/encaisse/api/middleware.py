"""A request to the API: who asks, in which company, done once."""

import hashlib
import re
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

from encaisse.accounts import queries
from encaisse.api import operations, problems
from encaisse.store import isolation

PREFIX = "/api/"
OPEN = f"{PREFIX}v1/openapi.json"
BEARER = re.compile(r"Bearer ([!-~]{1,200})", re.IGNORECASE)
KEY = re.compile(r"[!-~]{1,200}")
Answer = Callable[[HttpRequest], HttpResponse]


class TokenMiddleware:
    """Under /api/ a bearer token gives user and company; a session gives nothing there.

    Comes after the company's middleware, whose wall it narrows to the token's company."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX) or request.path == OPEN:
            return self.get_response(request)
        found = BEARER.fullmatch(request.headers.get("Authorization", ""))
        token = queries.token_holder(found[1]) if found else None
        if token is None or queries.role_in(token.user, token.company) is None:
            response = problems.problem(401)
            response["WWW-Authenticate"] = "Bearer"
            return response
        request.user = token.user
        vars(request).update(company=token.company, by=f"{token.user} · {token.name}")
        with isolation.seeing(token.company_id):
            return self._answered(request)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        def act() -> HttpResponse:
            return problems.as_problem(self.get_response(request))

        if request.method in ("GET", "HEAD", "OPTIONS"):
            return act()
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST":
            return operations.undone_if_refused(act)
        if not KEY.fullmatch(key):
            return problems.problem(422, fields={"Idempotency-Key": "format refusé"})
        company = vars(request)["company"]
        try:
            return operations.answer_once(
                company=company, key=key, digest=digest_of(request), act=act
            )
        except operations.IdempotencyKeyReused as refusal:
            return problems.refused(refusal)


def digest_of(request: HttpRequest) -> str:
    """Which request it is: address and body; of an upload, the fields and the files' bytes."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request):
        digest.update(part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name)).encode()
            yield from file.chunks()
            file.seek(0)
