"""Reading what files say, and forgetting bytes, behind the page."""

from encaisse.documents import operations, queries
from encaisse.jobs.queue import job


@job(name="documents.read", retry=3)
def read(company_id: int, *, document_id: int) -> None:
    """Find the words of a file; safe to run twice."""
    document = queries.document_in(company_id, document_id)
    if document is not None:
        operations.read_words(document)
