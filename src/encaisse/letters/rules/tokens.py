"""An address that brings its own thread back: ``relances+<token>@societe.fr``."""

LOCAL_MAX = 64  # RFC 5321, 4.5.3.1.1


def with_token(address: str, token: str) -> str:
    """The address with the token; empty when no server would take so long a name, or without
    address."""
    local, _, domain = address.rpartition("@")
    tokened = f"{local}+{token}"
    return f"{tokened}@{domain}" if local and len(tokened) <= LOCAL_MAX else ""
