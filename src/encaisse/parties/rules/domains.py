"""Which domains are worth asking the network about, and what its answer means."""

from datetime import timedelta

# Kept for examples and tests (RFC 2606, RFC 6761): nobody answers for them.
RESERVED = ("example", "test", "invalid", "localhost", "local", "example.com", "example.net",
            "example.org")  # fmt: skip
AGAIN_AFTER = {"known": timedelta(days=90), "unknown": timedelta(days=7),
               "unclear": timedelta(days=1)}  # fmt: skip


def is_asked_about(domain: str) -> bool:
    """Whether the network may know: never a name kept for examples, nor what is no name."""
    labels = domain.split(".")
    return len(labels) > 1 and not {domain, labels[-1], ".".join(labels[-2:])} & set(RESERVED)
