"""Legal action (recouvrement judiciaire): for now the clock that it races, limitation
(prescription).

Acts are noted on an invoice with their proof and never changed: a mistake is cancelled by a
counter-entry. The rule is ``encaisse.law.limitation``, for one receivable as for a portfolio.
"""
