"""Comparing what HTMX swaps with what a reload shows."""

from django.test import Client


def swap(client: Client, address: str, typed: dict[str, str]) -> str:
    """The part of the page that an act gives back to HTMX, its toasts left out."""
    headers = {"HX-Request": "true", "HX-Target": "div#page"}
    answer = client.post(address, typed, follow=True, headers=headers)
    part, _toasts, _rest = answer.content.decode().partition('<div class="toasts"')
    return part


def without_tokens(html: str) -> str:
    """The markup without what changes at each answer."""
    lines = html.splitlines()
    return "\n".join(line.strip() for line in lines if "csrfmiddlewaretoken" not in line).strip()
