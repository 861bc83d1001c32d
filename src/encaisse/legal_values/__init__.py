"""Legal values (valeurs légales): the law as this installation knows it.

What ships with the product (``law.parameters``), under what an administrator added (*ajout*: the
rate of a new half-year) and vouched for (*confirmation* of a value that ships with a mark). Acts
are only ever appended: the law as it was known on any past day can be read again. The same for
every company of the installation; read by everybody, kept by the administrators.
"""
