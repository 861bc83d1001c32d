"""The doors of the portal: ``space`` and ``acts`` for the customer, ``desk`` for the company."""
