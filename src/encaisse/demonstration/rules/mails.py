"""What customers wrote back this morning: a promise, a dispute, a request from somebody new, a
robot."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

from encaisse.demonstration.rules.customers import BY_NAME, Customer
from encaisse.demonstration.rules.identity import ATELIER_MARTIN
from encaisse.demonstration.rules.papers import late
from encaisse.demonstration.rules.story import Story
from encaisse.kernel.days import french_day

PROMISE = """Bonjour,

Désolé du retard, notre comptable était absente. Le virement sera fait le {day}, pour tout ce qui
est échu.

Bonne journée,
{contact}
"""
DISPUTE = """Bonjour,

Je reviens vers vous pour le second lot : les cotes ne sont toujours pas conformes au plan, et nous
attendons encore votre avoir. Nous ne réglerons pas la facture {bill} avant.

Cordialement,
{contact}
"""
REQUEST = """Bonjour,

Je remplace Mme Arnaud à la comptabilité. Pouvez-vous m'envoyer un duplicata de vos factures en
retard et votre RIB ? Je n'ai rien retrouvé dans le dossier.

Merci d'avance,
Claire Besson
"""
ROBOT = """Bonjour,

Je suis absent jusqu'au {day}. Pour toute urgence, adressez-vous à l'accueil.
"""


def mails(story: Story) -> Iterator[bytes]:
    """The mails as they arrive, the first first."""
    later = french_day(story.anchor + timedelta(days=6))
    etoile, lemoine = BY_NAME["Garage de l'Étoile"], BY_NAME["Studio Lemoine"]
    mairie = BY_NAME["Mairie de Sorbiers"]
    bill = next((bill.number for bill in late(story) if bill.customer == lemoine), "")
    asked = "Re: votre relance"
    yield _mail(etoile, asked, PROMISE.format(day=later, contact=etoile.contact))
    yield _mail(lemoine, asked, DISPUTE.format(bill=bill, contact=lemoine.contact))
    stranger = f"claire.besson@{mairie.email.rpartition('@')[2]}"
    yield _mail(mairie, asked, REQUEST, sender=f"Claire Besson <{stranger}>")
    absent = "Réponse automatique : votre relance"
    yield _mail(mairie, absent, ROBOT.format(day=later), Auto_Submitted="auto-replied")


def _mail(
    customer: Customer, subject: str, text: str, *, sender: str = "", **headers: str
) -> bytes:
    mail = EmailMessage()
    mail["From"] = sender or f"{customer.contact} <{customer.email}>"
    mail["To"] = ATELIER_MARTIN.email
    mail["Subject"] = subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()
