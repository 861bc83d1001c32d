"""Posted letters: a message drawn on paper, and the print batch that goes to the post.

``drawing`` a composed message → an order for the press · ``binding`` many letters → one file to
print, folded by number of sheets and by postcode, its list in front · ``gateway`` who prints and
posts letters for us, ``maileva``, ``mercifacteur`` by their published interfaces, ``folder`` for
those who watch one.
"""
