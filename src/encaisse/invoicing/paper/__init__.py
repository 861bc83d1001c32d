"""The invoice on paper: its texts, its page, and the PDF that carries its XML.

``printed`` facts → texts · ``drawing`` the Factur-X, or its pages as pictures."""
