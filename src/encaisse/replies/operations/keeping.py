"""The mail of a reply, which is a document: needed while somebody may act on it, then let go."""

from encaisse.accounts.models import Company
from encaisse.documents.rules.subjects import Keeper
from encaisse.replies import queries
from encaisse.replies.models import Reply


def forget_mail(company: Company, document_id: int) -> None:
    """It is purged: what it said goes with it, what came of it stays."""
    Reply.objects.filter(company=company, document=document_id).update(
        said="", text="", suggestions=[], document=None
    )


KEEPER = Keeper(needs=queries.mails_needed, forget=forget_mail)
