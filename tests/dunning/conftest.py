"""Carriers of letters on the loopback, set as those of the installation."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from encaisse.letters.post.gateway import carrier_at
from tests.letters.carriers import Carriers, running


@pytest.fixture
def carriers() -> Iterator[Carriers]:
    with running(Carriers()) as found:
        yield found


@pytest.fixture(params=["maileva", "mercifacteur"])
def either(request: pytest.FixtureRequest, carriers: Carriers, settings: Settings) -> Carriers:
    settings.POST = carrier_at(getattr(carriers, request.param))
    return carriers


@pytest.fixture
def maileva(carriers: Carriers, settings: Settings) -> Carriers:
    settings.POST = carrier_at(carriers.maileva)
    return carriers


@pytest.fixture
def mercifacteur(carriers: Carriers, settings: Settings) -> Carriers:
    settings.POST = carrier_at(f"{carriers.mercifacteur}&hook=cle-1")
    return carriers
