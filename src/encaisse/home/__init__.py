"""Home (accueil) : the collector's day, one screen that composes the others."""
