"""The addresses of numbered pages."""

import pytest
from django.urls import reverse, set_script_prefix

from encaisse.web.addresses import numbered


@pytest.mark.parametrize("name", ["home:customer", "home:invoice", "dunning:explanation"])
@pytest.mark.parametrize("number", [1, 12, 987_654])
def test_an_address_is_the_one_that_the_router_gives(name: str, number: int) -> None:
    assert numbered(name, number) == reverse(name, args=[number])


def test_a_site_put_under_a_folder_keeps_its_folder() -> None:
    plain = numbered("home:customer", 3)
    set_script_prefix("/recouvrement/")
    try:
        assert numbered("home:customer", 3) == reverse("home:customer", args=[3])
        assert numbered("home:customer", 3) == f"/recouvrement{plain}"
    finally:
        set_script_prefix("/")
    assert numbered("home:customer", 3) == plain
