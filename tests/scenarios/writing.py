"""Stories made by tests, as a file would say them."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML


def written(told: dict[str, Any]) -> str:
    """The YAML of a story."""
    text = StringIO()
    YAML(typ="safe", pure=True).dump(told, text)
    return text.getvalue()
