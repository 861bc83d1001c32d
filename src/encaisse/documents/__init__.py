"""Documents : every file kept, sent or received: known by its SHA-256, found by its words, attached
to what it concerns (client, facture, litige, courrier), purged only when somebody says so."""
