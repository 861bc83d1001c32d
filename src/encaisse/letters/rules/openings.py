"""Openings of a mail: a picture of one point, fetched when somebody, or a machine, opens it.

It never proves that a person read anything: mail programs fetch pictures beforehand, for everybody
(Apple), or once and through a machine of theirs (Gmail, Yahoo); guards open every mail to look for
harm; and who refuses pictures is never seen."""

OPENINGS_MAX = 30
ANCHOR = "</body>"
PICTURE = '<img src="{address}" width="1" height="1" alt="">'
RELAYS = {
    "googleimageproxy": "par le relais de Gmail",
    "yahoomailproxy": "par le relais de Yahoo",
    "outlook": "par Outlook",
    "thunderbird": "par Thunderbird",
    "bot": "par un robot",
    "scan": "par un robot",
    "python": "par un robot",
    "curl": "par un robot",
}
BARE = {"", "mozilla/5.0"}


def with_picture(html: str, address: str) -> str:
    """The HTML with the picture at its end; unchanged without an address."""
    if not address or ANCHOR not in html:
        return html
    head, _, tail = html.rpartition(ANCHOR)
    return f"{head}{PICTURE.format(address=address)}{ANCHOR}{tail}"


def reader_of(agent: str) -> str:
    """Who fetched the picture, as far as it says so."""
    told = agent.strip().lower()
    if told in BARE:
        return "par un relais qui tait son nom, peut-être d'avance"
    named = (name for sign, name in RELAYS.items() if sign in told)
    return next(named, "par un lecteur de courriel")
