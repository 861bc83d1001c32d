"""A mail server in a process of its own: it takes everything, keeps nothing, says its port first
and ends with its standard input. ``python -m bench._mail_server``."""

import socket
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


class Sink:
    """Takes every message."""

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        return "250 2.0.0 Pris en charge"


def main() -> None:
    """Serve until nobody holds the other end."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    controller = Controller(Sink(), hostname=HOST, port=port)
    controller.start()
    print(port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
