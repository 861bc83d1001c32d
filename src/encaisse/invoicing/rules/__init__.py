"""What an invoice says, decided without database nor clock.

``typed`` what a person typed · ``reading`` typed → lines and facts, with what is lacking ·
``regimes`` VAT · ``totals`` the cents · ``parties`` who · ``mentions`` what the law wants written
· ``lacks`` what is missing to issue · ``numbering`` the series · ``facts`` the whole, frozen.
"""
