"""Pages that are of no company, or for everybody."""

OF_NO_COMPANY = {"legal_values:confirm", "legal_values:value"}
WITHOUT_SIGN_IN = {
    "agenda:feed",
    "colleagues:stop",
    "disputes:answer",
    "letters:carrier_hook", "letters:mail_notice", "letters:opened", "letters:sms_receipt",
    "openapi", "portal:code", "portal:contact", "portal:contest", "portal:duplicate",
    "portal:engage", "portal:enter", "portal:language", "portal:leave", "portal:paper",
    "portal:plan", "portal:receivable", "portal:say_paid", "portal:space", "portal:spread",
    "portal:statement", "portal:statement_sheet", "portal:thanks",
    "web:health",
}  # fmt: skip
OPEN = {
    "calculators:index": 200,
    **dict.fromkeys(
        (
            "calculators:discount", "calculators:due_date", "calculators:indemnity",
            "calculators:late_interest", "calculators:legal_interest", "calculators:limitation",
            "calculators:unpaid_cost",
        ),
        200,
    ),
    **dict.fromkeys(
        (
            "calculators:discount_pdf", "calculators:due_date_pdf",
            "calculators:late_interest_pdf", "calculators:legal_interest_pdf",
            "calculators:limitation_pdf", "calculators:unpaid_cost_pdf",
        ),
        409,
    ),
    "calculators:indemnity_pdf": 200,
}  # fmt: skip

# The lists of the product: each with its order, its search, its export.
LISTS = [
    "/", "/clients/", "/factures/", "/reglements/", "/ecarts/", "/prelevements/", "/accessoires/",
    "/balance-agee/", "/relances/", "/relances/efficacite", "/segments/", "/scenarios/qui",
    "/imports/", "/imports/sources/", "/boite/", "/coordonnees/",
    "/lettrage/", "/coordonnees/?quoi=no_phone", "/coordonnees/?quoi=domain", "/prescription/",
    "/taches/", "/agenda/", "/agenda/?qui=tous&jour=semaine", "/echanges/", "/echanges/visites/",
    "/documents/", "/courriers/", "/courriers/?etat=lots", "/reponses/",
    "/reponses/?vue=inconnus", "/reponses/?vue=non-remis", "/reponses/?vue=toutes",
    "/factures/brouillons/", "/factures/emises/", "/encaissements/",
    "/litiges/", "/litiges/?vue=liste", "/causes/", "/causes/creances",
    "/echeanciers/", "/escomptes/", "/promesses/",
    "/equipe/", "/equipe/personne/", "/equipe/regles/", "/collegues/",
    "/agenda/orphelines/",
]  # fmt: skip
