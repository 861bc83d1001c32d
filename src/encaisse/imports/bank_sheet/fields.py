"""What a bank statement in a table may say, under which names."""

from encaisse.imports.table.fields import AMOUNT, DAY, TEXT, Field

NOT_OURS = ("contrepartie", "partner", "tiers", "counterparty", "beneficiaire", "emetteur",
            "payee", "destinataire", "donneur", "partenaire", "debiteur", "creancier")  # fmt: skip
ORIGINAL = ("devise", "origine", "original", "change", "contre", "frais", "fee", "commission",
            "tva", "ht", "taux")  # fmt: skip

DATE = Field(
    "on", "Date", DAY,
    ("date operation", "date comptable", "date comptabilisation", "booking date", "date ecriture",
     "date", "date mouvement", "posting date", "posted", "completed date", "date execution", "jour",
     "date reglement", "settlement date utc", "date created", "created", "started date",
     "date debit", "date credit", "date echeance"),
    never=("valeur", "naissance", "heure", "solde", "export"),
)  # fmt: skip
VALUE_ON = Field(
    "value_on", "Date de valeur", DAY, ("date valeur", "valeur", "valeur le", "valeur datum"),
    never=("montant", "comptable"),
)  # fmt: skip
LABEL = Field(
    "label", "Libellé", TEXT,
    ("libelle", "libelle operation", "description", "libelle simplifie", "libelle complet", "label",
     "operation description", "designation", "nature operation", "operation", "details", "detail",
     "communication", "motif", "intitule", "narrative", "memo", "objet", "message", "wording",
     "libelle interne", "libelle complementaire", "informations complementaires", "information",
     "infos", "commentaire", "remittance information", "payment ref", "concept", "texte", "title",
     "particulars", "nature"),
    never=("date", "montant", "categorie", "compte", "category", "type", "id"), many=True,
)  # fmt: skip
COUNTERPARTY = Field(
    "counterparty", "Tiers", TEXT,
    ("nom contrepartie", "contrepartie", "nom tiers", "tiers", "partner nom", "counterparty nom",
     "counterparty", "beneficiaire", "emetteur", "donneur ordre", "nom donneur ordre",
     "nom emetteur", "nom beneficiaire", "payee", "payer", "payee nom", "emetteur beneficiaire",
     "beneficiaire emetteur", "debiteur", "client", "partenaire", "partner", "nom", "merchant",
     "destinataire", "tiers emetteur"),
    never=("compte", "iban", "bic", "date", "id", "montant", "ref", "solde", "titulaire",
           "code"),
)  # fmt: skip
COUNTERPARTY_IBAN = Field(
    "counterparty_iban", "Compte du tiers", TEXT,
    ("iban contrepartie", "compte contrepartie", "iban tiers", "compte tiers", "bank compte",
     "counterparty iban", "counterparty compte", "iban emetteur", "iban beneficiaire",
     "compte emetteur", "compte beneficiaire", "partner iban", "partner bank compte",
     "iban donneur ordre", "counterparty compte n", "contrepartie iban"),
    never=("nom", "date", "solde", "bic"),
)  # fmt: skip
REFERENCE = Field(
    "reference", "Référence", TEXT,
    ("ref", "ref operation", "n operation", "n piece", "n cheque", "ref bancaire", "ref client",
     "ref bout en bout", "end to end id", "operation id", "id operation", "id", "n ecriture",
     "numero", "ref interne", "cheque n", "ref paiement", "payment ref", "n", "piece"),
    never=("date", "montant", "compte", "iban", "bic", "solde", "categorie"), many=True,
)  # fmt: skip
MOVED = Field(
    "amount", "Montant", AMOUNT,
    ("montant", "montant operation", "montant net", "montant ttc", "operation montant",
     "montant mouvement", "mouvement", "somme", "settled montant", "total montant", "net"),
    never=(*ORIGINAL, "solde", "debit", "credit", "date"),
)  # fmt: skip
DEBIT = Field(
    "debit", "Débit", AMOUNT,
    ("debit", "montant debit", "debit montant", "sortie", "sorties", "depense", "depenses",
     "withdrawal", "withdrawals", "paid out", "money out", "retrait", "retraits", "paiements"),
    never=("date", "solde", *ORIGINAL),
)  # fmt: skip
CREDIT = Field(
    "credit", "Crédit", AMOUNT,
    ("credit", "montant credit", "credit montant", "entree", "entrees", "recette", "recettes",
     "deposit", "deposits", "paid in", "money in", "versement", "versements", "encaissements"),
    never=("date", "solde", *ORIGINAL),
)  # fmt: skip
SIDE = Field(
    "side", "Sens", TEXT,
    ("sens", "d c", "dc", "debit credit", "credit debit", "sens operation", "sens ecriture",
     "credit debit indicator", "direction", "type mouvement"),
    never=("date", "montant", "solde"),
)  # fmt: skip
BALANCE = Field(
    "balance", "Solde", AMOUNT,
    ("solde", "solde apres operation", "solde progressif", "solde courant", "running solde",
     "solde comptable", "solde apres", "solde compte", "solde cumule", "solde fin"),
    never=("date", "initial", "type"),
)  # fmt: skip
CURRENCY = Field(
    "currency", "Devise", TEXT,
    ("devise", "devise compte", "code devise", "devise operation", "settled devise"),
    never=("montant", "taux", "solde", "origine", "original", "date"),
)  # fmt: skip
ACCOUNT = Field(
    "account", "Compte", TEXT,
    ("iban", "iban compte", "n compte", "compte", "compte n", "compte bancaire", "code compte",
     "compte iban", "rib", "n compte bancaire"),
    never=(*NOT_OURS, "solde", "date", "bank", "comptable", "libelle", "nom", "type"),
)  # fmt: skip
STATE = Field(
    "state", "État", TEXT, ("statut", "etat", "status", "state", "statut operation"),
    never=("date", "montant"),
)  # fmt: skip

FIELDS = (
    DATE, VALUE_ON, LABEL, COUNTERPARTY, COUNTERPARTY_IBAN, REFERENCE, MOVED, DEBIT, CREDIT, SIDE,
    BALANCE, CURRENCY, ACCOUNT, STATE,
)  # fmt: skip
