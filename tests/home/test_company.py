"""One's own company: its sheet, its logo and signature, and the letter that wears them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.accounts.rules import Role
from encaisse.audit.models import Entry
from encaisse.letters import operations as letters
from tests import factories
from tests.letters.papers import faults, text_of

pytestmark = pytest.mark.django_db
PAGE = "/societe/"
LETTER = "/societe/lettre"
SHEET = {
    "name": "Boulons du Rhône",
    "legal_form": "SARL au capital de 10 000 €",
    "siren": "552 100 554",
    "rcs": "RCS Lyon 552 100 554",
    "numero_tva": "FR 96 552 100 554",
    "address": "3 quai Perrache\n69002 Lyon",
    "email": "compta@boulons.example",
    "phone": "04 78 00 00 00",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
    "bic": "agrifrpp",
    "payment_terms": "45 jours, fin de mois",
    "signatory": "Claire Vial",
    "signatory_role": "Gérante",
}


@pytest.fixture
def company() -> Company:
    company = factories.a_company()
    letters.ensure_defaults(company)
    return company


@pytest.fixture
def paul(company: Company, client: Client) -> Client:
    """A manager."""
    client.force_login(factories.a_user(company, Role.MANAGER, "Paul"))
    return client


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), mode: str = "RGB") -> bytes:
    drawn = BytesIO()
    Image.new(mode, size, "navy" if mode != "CMYK" else (90, 80, 0, 0)).save(drawn, kind)
    return drawn.getvalue()


def given(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def letter(client: Client) -> bytes:
    return bytes(client.get(LETTER).content)


def pictures_in(paper: bytes) -> list[tuple[int, int]]:
    return [one.image.size for page in PdfReader(BytesIO(paper)).pages for one in page.images
            if one.image]  # fmt: skip


def test_the_sheet_is_kept_and_printed(paul: Client, company: Company) -> None:
    assert paul.post(PAGE, SHEET).status_code == 302
    company.refresh_from_db()
    assert (company.siren, company.numero_tva) == ("552100554", "FR96552100554")
    assert (company.iban, company.bic) == ("FR7630006000011234567890189", "AGRIFRPP")
    assert company.payment_terms == "45 jours, fin de mois"
    paper = text_of(letter(paul))
    for told in (
        "Boulons du Rhône", "69002 Lyon", "SARL au capital de 10 000 €", "RCS Lyon 552 100 554",
        "TVA FR96552100554", "FR76 3000 6000 0112 3456 7890 189", "Claire Vial", "Gérante",
    ):  # fmt: skip
        assert told in paper


def test_what_letters_lack_is_said_until_it_is_given(paul: Client) -> None:
    said = paul.get(PAGE).content.decode()
    assert "Il manque à vos lettres" in said
    assert "l&#x27;IBAN" in said
    paul.post(PAGE, SHEET)
    assert "Il manque à vos lettres" not in paul.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Ce champ est obligatoire"),
        ("siren", "552 100 555", "n&#x27;est pas un SIREN valable"),
        ("numero_tva", "FR 00 552 100 554", "n&#x27;est pas un numéro de TVA valable"),
        ("iban", "FR76 3000 6000 0112 3456 7890 180", "n&#x27;est pas un IBAN valable"),
        ("bic", "zz", "n&#x27;est pas un BIC"),
        ("phone", "abc", "n&#x27;est pas un numéro de téléphone"),
        ("email", "compta", "adresse"),
        ("payment_terms", "quand vous voulez", "quand vous voulez"),
    ],
)
def test_a_wrong_field_leaves_the_whole_sheet_as_it_was(
    paul: Client, company: Company, field: str, typed: str, sentence: str
) -> None:
    answer = paul.post(PAGE, SHEET | {field: typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    company.refresh_from_db()
    assert (company.name, company.siren, company.iban) == ("Atelier Martin", "", "")


def test_openings_are_not_counted_until_a_manager_says_so(
    paul: Client, company: Company, settings: Settings
) -> None:
    assert not company.tracks_opens
    page = paul.get(PAGE).content.decode()
    assert "La CNIL y voit un traceur" in page
    assert "n’a pas d’adresse publique" in page
    settings.PUBLIC_ADDRESS = "https://relances.atelier.example"
    assert "n’a pas d’adresse publique" not in paul.get(PAGE).content.decode()
    for typed, expected in ((SHEET | {"tracks_opens": "on"}, True), (SHEET, False)):
        assert paul.post(PAGE, typed).status_code == 302
        company.refresh_from_db()
        assert company.tracks_opens is expected
    told = Entry.objects.filter(company=company, verb="company.changed").latest("id").facts
    assert told == {"tracks_opens": [True, False]}


def test_an_iban_may_be_taken_away(paul: Client, company: Company) -> None:
    paul.post(PAGE, SHEET)
    paul.post(PAGE, SHEET | {"iban": "", "bic": ""})
    company.refresh_from_db()
    assert (company.iban, company.bic) == ("", "")


def test_the_journal_says_what_changed_and_only_that(paul: Client, company: Company) -> None:
    paul.post(PAGE, SHEET)
    kept = Entry.objects.filter(company=company).count()
    paul.post(PAGE, SHEET)
    assert Entry.objects.filter(company=company).count() == kept
    paul.post(PAGE, SHEET | {"phone": "04 78 11 11 11"})
    last = Entry.objects.filter(company=company).latest("id")
    assert last.verb == "company.changed"
    assert last.facts == {"phone": ["04 78 00 00 00", "04 78 11 11 11"]}


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK")]
)
def test_a_logo_and_a_signature_are_drawn_on_letters(paul: Client, kind: str, mode: str) -> None:
    both = {
        "logo": given(picture(kind, (1800, 600), mode)),
        "signature": given(picture(kind, (90, 40), mode)),
    }
    assert paul.post(PAGE, SHEET | both).status_code == 302
    paper = letter(paul)
    assert sorted(pictures_in(paper)) == [(90, 40), (648, 216)]
    assert not faults(paper)


def test_a_logo_stays_until_it_is_taken_away(paul: Client) -> None:
    paul.post(PAGE, SHEET | {"logo": given(picture())})
    paul.post(PAGE, SHEET)
    assert len(pictures_in(letter(paul))) == 1
    paul.post(PAGE, SHEET | {"without_logo": "on"})
    assert pictures_in(letter(paul)) == []


def bomb() -> bytes:
    """A small file that unfolds into billions of points."""
    png = bytearray(picture(size=(1, 1)))
    png[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(png)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", id="svg"),
        pytest.param(picture("GIF"), id="gif"),
        pytest.param(picture()[:60], id="cut"),
        pytest.param(b"%PDF-1.7", id="pdf"),
        pytest.param(bomb(), id="bomb"),
        pytest.param(picture() + b"\0" * 6_000_000, id="heavy"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(
    paul: Client, company: Company, content: bytes
) -> None:
    answer = paul.post(PAGE, SHEET | {"logo": given(content, "à moi.png")})
    assert answer.status_code == 422
    assert "« à moi.png » n&#x27;est pas une image lisible" in answer.content.decode()
    company.refresh_from_db()
    assert company.siren == ""


def test_others_see_the_sheet_and_change_nothing(client: Client, company: Company) -> None:
    client.force_login(factories.a_user(company))
    said = client.get(PAGE).content.decode()
    assert "Un responsable peut le changer" in said
    assert "Enregistrer la fiche" not in said
    assert client.post(PAGE, SHEET).status_code == 403
    company.refresh_from_db()
    assert company.siren == ""


def test_the_letter_shows_as_a_picture(paul: Client) -> None:
    answer = paul.get(f"{LETTER}?image")
    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size[0] > 500
