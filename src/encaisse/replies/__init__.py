"""Replies: what customers write back (réponses), filed to them, read by a person.

A mail received is filed by its thread, its token or its address; plain rules suggest what it says
(réglé, promesse, contestation, demande de pièce, mauvais interlocuteur, absence). Nothing is
decided without a person; until somebody has read it, nothing more leaves for that customer."""
