"""A story as a YAML file: one line for each thing."""

from decimal import Decimal
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter


class ExactRepresenter(SafeRepresenter):
    """Amounts keep their two decimals; a day is written wherever it comes."""

    def ignore_aliases(self, _data: object) -> bool:
        return True

    def represent_decimal(self, amount: Decimal) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:float", f"{amount:f}")


ExactRepresenter.add_representer(Decimal, ExactRepresenter.represent_decimal)


def as_yaml(told: dict[str, Any]) -> str:
    """The whole file; the words stay in the order in which they are told."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = ExactRepresenter
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 200
    written = StringIO()
    yaml.dump(told, written)
    return written.getvalue()
