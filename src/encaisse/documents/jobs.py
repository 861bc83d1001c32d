"""Reading what files say, and forgetting bytes, behind the page."""

from encaisse.documents import operations, queries
from encaisse.documents.operations import purging
from encaisse.jobs.queue import job


@job(name="documents.read", retry=3)
def read(company_id: int, *, document_id: int) -> None:
    """Find the words of a file; safe to run twice."""
    document = queries.document_in(company_id, document_id)
    if document is not None:
        operations.read_words(document)


@job(name="documents.forget", retry=3)
def forget(_company_id: int, *, digest: str) -> None:
    """Remove bytes that nobody keeps any more; safe to run twice."""
    purging.forget_bytes(digest)
