"""How long lists are made without the collector walking all that the process holds."""

import gc

from django.apps import AppConfig

# Young objects before a walk. Python's 700 means some twenty walks for a list of 5,000 lines, and
# now and then one over the 300,000 objects that the modules hold: a third of the time of a page.
YOUNG = 20_000


class WebConfig(AppConfig):
    """Wiring of the pages."""

    name = "encaisse.web"

    def ready(self) -> None:
        gc.set_threshold(YOUNG)
