"""Messages as they leave: HTML that nobody can break."""

from encaisse.letters.mail.rendering import render
from encaisse.letters.rules import Addressee, Wording
from tests.letters.facts import told


def test_a_name_full_of_html_stays_a_name() -> None:
    sly = Addressee("<script>alert(1)</script><b>& Fils")
    message = render(Wording("{{ client }}", "Cher {{ client }},"), told(customer=sly))
    assert "<script" not in message.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;&amp; Fils" in message.html
    assert "<script>alert(1)</script><b>& Fils" in message.text
