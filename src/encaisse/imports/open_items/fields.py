"""What a list of open items may say, under which names (formats.md, paragraph 3)."""

from encaisse.imports.table.fields import AMOUNT, DAY, TEXT, Field

NOT_AMOUNT = ("ht", "tva", "hors", "taxe", "vat", "relance", "remise", "plafond", "limite")
NOT_NUMBER = ("commande", "order", "lettrage", "compte", "telephone", "siret", "siren", "devise")
ALLOWED = ("autorise", "autorisee", "maximum", "maxi", "max", "accorde")

CUSTOMER_CODE = Field(
    "customer_code", "Code du client", TEXT,
    ("code client", "n client", "ct num", "client id", "code tiers", "n tiers", "id tiers",
     "compte auxiliaire", "comp aux num", "code auxiliaire", "auxiliaire", "compte client",
     "compte tiers", "n compte", "code compte", "ref client", "compte", "debtor n", "code debiteur",
     "tiers n", "code", "matricule client", "payer id", "identifiant client", "client", "tiers",
     "debiteur", "debtor"),
    never=("date", "nom", "libelle", "intitule", "devise", "country", "business", "postal",
           "journal", "analytique", "representant", "commercial", "facture", "area"),
)  # fmt: skip
CUSTOMER_NAME = Field(
    "customer_name", "Nom du client", TEXT,
    ("nom client", "nom du client", "raison sociale", "ct intitule", "intitule client",
     "libelle client", "nom tiers", "libelle tiers", "intitule tiers", "comp aux lib",
     "libelle auxiliaire", "intitule auxiliaire", "nom auxiliaire",
     "intitule compte", "nom compte", "libelle compte", "debtor nom", "nom", "intitule",
     "denomination", "client", "tiers", "debiteur", "debtor", "buyer", "partner", "partenaire",
     "entreprise", "company nom", "company", "societe", "client facture", "designation",
     "acheteur", "payer", "contact"),
    never=("date", "code", "n", "id", "email", "mail", "telephone", "adresse", "ref", "segment"),
)  # fmt: skip
NUMBER = Field(
    "number", "Numéro de pièce", TEXT,
    ("n facture", "facture", "n piece", "do piece", "piece", "facture id", "ref facture",
     "n document", "document", "ref piece", "piece ref", "document id", "n", "ref document",
     "n ecriture piece", "n avoir facture", "ref", "do ref", "voucher n", "numero"),
    never=("date", "montant", "total", "type", "client", "nature", *NOT_NUMBER),
)  # fmt: skip
ISSUED_ON = Field(
    "issued_on", "Date de la pièce", DAY,
    ("date facture", "date piece", "do date", "date document", "date emission", "issue date",
     "issued", "date", "document create date", "posting date", "date ecriture", "date comptable",
     "date creation", "facturee le", "emise le", "date operation", "date saisie"),
    never=("echeance", "due", "reglement", "paiement", "payment", "paid", "settled", "clear",
           "relance", "livraison", "livr", "valeur", "paperless", "lettrage", "export"),
)  # fmt: skip
DUE_ON = Field(
    "due_on", "Échéance", DAY,
    ("date echeance", "echeance", "due date", "due", "due in date", "date limite",
     "date limite paiement", "payable le", "date exigibilite", "exigible le",
     "date reglement prevue", "date paiement prevue", "echeance le", "due on"),
    never=("montant", "jours", "mode", "nombre", "retard", "total", "solde"),
)  # fmt: skip
AMOUNT_DUE = Field(
    "open", "Restant dû", AMOUNT,
    ("restant du", "reste du", "solde", "reste payer", "restant payer", "reste regler", "restant",
     "reste", "montant du", "solde du", "montant restant", "montant restant du", "montant ouvert",
     "solde restant", "open montant", "total open montant", "montant open", "outstanding",
     "outstanding montant", "montant outstanding", "montant due", "solde due", "open solde",
     "open", "non regle", "du", "solde ttc", "encours", "impaye", "montant impaye",
     "reste du ttc", "a encaisser", "solde non regle", "residual", "montant residual", "net du",
     "solde client", "solde piece", "solde debiteur", "solde comptable", "remaining montant",
     "remaining"),
    never=(*NOT_AMOUNT, *ALLOWED, "initial", "cumule", "progressif", "prog", "date", "jours"),
)  # fmt: skip
PAID = Field(
    "paid", "Déjà réglé", AMOUNT,
    ("montant regle", "regle", "do montant regle", "deja regle", "paye", "montant paye",
     "deja paye", "encaisse", "montant encaisse", "paid", "montant paid", "paid montant",
     "reglement", "reglements", "acompte", "acomptes", "montant reglement", "total regle",
     "payments", "received", "montant received", "paiements", "regle ttc", "verse", "deja verse"),
    never=(*NOT_AMOUNT, "date", "mode", "non", "reste", "reste", "nombre"),
)  # fmt: skip
AMOUNT_TOTAL = Field(
    "amount", "Montant TTC", AMOUNT,
    ("montant ttc", "total ttc", "ttc", "do total ttc", "facture montant", "montant facture",
     "montant", "total facture", "montant total", "montant initial", "montant origine",
     "facture total", "net payer", "montant net", "gross montant", "total", "original montant",
     "montant document", "montant piece", "facture value", "montant echeance", "face montant"),
    never=(*NOT_AMOUNT, "regle", "paid", "paye", "restant", "reste", "solde", "du", "date"),
)  # fmt: skip
DEBIT = Field(
    "debit", "Débit", AMOUNT, ("debit", "montant debit", "mouvement debit", "debit ttc"),
    never=("date", "solde", "cumul"),
)  # fmt: skip
CREDIT = Field(
    "credit", "Crédit", AMOUNT, ("credit", "montant credit", "mouvement credit", "credit ttc"),
    never=("date", "solde", "limit", "note", "cumul", "plafond"),
)  # fmt: skip
SIDE = Field("side", "Sens", TEXT, ("sens", "d c", "dc", "debit credit", "sens ecriture"))
CURRENCY = Field(
    "currency", "Devise", TEXT, ("devise", "code devise", "facture devise", "devise facture"),
    never=("montant", "taux", "cours", "solde", "total"),
)  # fmt: skip
TYPE = Field(
    "type", "Nature", TEXT,
    ("type piece", "type document", "do type", "nature", "type", "nature piece", "type facture"),
    never=("date", "montant", "n", "reglement", "client"),
)  # fmt: skip
SETTLED_ON = Field(
    "settled_on", "Réglée le", DAY,
    ("settled date", "clear date", "date reglement", "date paiement", "paid date", "payment date",
     "reglee le", "payee le", "date encaissement", "paid on", "settled on", "cleared on",
     "date solde"),
    never=("prevue", "prevu", "echeance", "due", "limite"),
)  # fmt: skip
STATE = Field(
    "state", "État", TEXT,
    ("is open", "statut", "etat", "status", "soldee", "statut paiement", "statut facture",
     "payment status", "facture status", "etat reglement", "open"),
    never=("date", "montant"),
)  # fmt: skip
LABEL = Field("label", "Libellé", TEXT, ("libelle", "libelle ecriture", "description", "objet"))
# Whole names only: a « nom commercial » is the customer's own, a « geste commercial » an amount.
SALESPERSON = Field(
    "salesperson", "Commercial", TEXT,
    pattern=r"^(?:commerciale?|representante?|vendeu(?:r|se)|chargee? d.?affaires|sales ?person"
    r"|attachee? commerciale?|technico[ -]commerciale?|sales ?rep(?:resentative)?|account manager"
    r"|nom (?:du |de la )(?:commerciale?|vendeu(?:r|se))|nom (?:du |de la )?representante?"
    r"|nom (?:du )?vendeur)$",
)  # fmt: skip

CREDIT_LIMIT = Field(
    "credit_limit", "Encours autorisé", AMOUNT,
    ("encours autorise", "encours maximum", "encours maxi", "encours max", "encours accorde",
     "plafond", "plafond encours", "plafond credit", "plafond autorise", "limite credit",
     "limite encours", "credit limit", "credit limite", "credit maximum", "credit max"),
    never=("date", "disponible", "restant", "reste", "depassement", "relance", "remise"),
)  # fmt: skip
BUCKET = Field(
    "bucket", "Tranche d'âge", AMOUNT, many=True,
    pattern=r"non[ -]?echu|a echoir|not (?:yet )?due|^current$|\b\d+ ?(?:-|a|to|_) ?\d+\b(?!-)"
    r"|(?:>|\+|plus de|over|au[ -]dela|sup\w*(?: a)?) ?\d+|\b\d+ ?(?:\+|j\b|jours|days|et plus)",
)  # fmt: skip

FIELDS = (
    CUSTOMER_CODE, CUSTOMER_NAME, NUMBER, ISSUED_ON, DUE_ON, AMOUNT_DUE, PAID, AMOUNT_TOTAL,
    DEBIT, CREDIT, SIDE, CURRENCY, TYPE, SETTLED_ON, STATE, LABEL,
    SALESPERSON, CREDIT_LIMIT, BUCKET,
)  # fmt: skip
