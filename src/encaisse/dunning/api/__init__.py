"""Dunning over REST: one module per subject, all under ``/dunning``."""

from ninja import Router

from encaisse.dunning.api import (
    contacts,
    efficiency,
    limits,
    messages,
    posting,
    runs,
    scenarios,
    segments,
    simulations,
    tasks,
)

router = Router(tags=["dunning"])
router.add_router("", contacts.router)
router.add_router("", efficiency.router)
router.add_router("", runs.router)
router.add_router("", messages.router)
router.add_router("", limits.router)
router.add_router("", posting.router)
router.add_router("", scenarios.router)
router.add_router("", segments.router)
router.add_router("", simulations.router)
router.add_router("", tasks.router)
