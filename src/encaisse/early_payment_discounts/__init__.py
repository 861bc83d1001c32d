"""Early-payment discounts (escomptes pour paiement anticipé): so much less is asked of chosen
receivables if they are paid before their due date, by a last day.

Money received in time for the reduced amount settles the receivable, with its cause.
"""
