"""Payment plans (échéanciers, plans d'apurement): what is owed, paid in instalments.

While a plan stands its receivables are not reminded; an instalment that is late is.
"""
