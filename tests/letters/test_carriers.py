"""Letters handed over to carriers by their published interfaces, over real HTTP."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from encaisse.kernel.refusal import Refusal
from encaisse.letters.post import gateway, maileva, mercifacteur, mercifacteur_hook
from encaisse.letters.post.gateway import Counter, PostUrlWrong, carrier_at, counter_of
from encaisse.letters.rules.carrying import Consignment, Step
from encaisse.letters.rules.delivery import Delivered, Failed, Unclear
from encaisse.letters.rules.proofs import DEPOSIT, RECEIPT, file_name
from tests.letters.carriers import Carriers, running

PAPER = b"%PDF-1.7\n\xe9\x00--lettre\r\n%%EOF"
GIVEN = Consignment(
    key="5f0c8a5e0d0b4c7f9a0e6f1b2c3d4e5f", number=812, subject="Facture FA-2291",
    paper=PAPER, pages=2,
    to=("Garage Martin", "À l'attention de Mme Petit", "1 quai Nord", "69002 LYON"),
    sender=("Atelier Martin", "12 rue des Tanneurs", "42000 SAINT-ÉTIENNE"),
    notify="compta@atelier-martin.example",
)  # fmt: skip
SUBMIT = {"maileva": "/submit", "mercifacteur": "/sendCourrier"}


@pytest.fixture
def open_ones() -> Iterator[Carriers]:
    with running(Carriers()) as found:
        yield found


def counter(found: Carriers, kind: str) -> Counter:
    carrier = carrier_at(getattr(found, kind))
    assert carrier is not None
    return counter_of(carrier)


def give(found: Carriers, kind: str, **changes: Any) -> tuple[object, list[str]]:
    numbers: list[str] = []
    outcome = counter(found, kind).give(replace(GIVEN, **changes), named=numbers.append)
    return outcome, numbers


def test_maileva_is_given_a_draft_then_told_to_send_it(open_ones: Carriers) -> None:
    outcome, numbers = give(open_ones, "maileva", is_color=True)
    assert outcome == Delivered("pris en charge par Maileva, n° 110e8400-0", "110e8400-0")
    assert numbers == ["110e8400-0"]
    assert [each.rpartition("/")[2] for each in open_ones.asked] == [
        "token", "sendings", "documents", "recipients", "submit",
    ]  # fmt: skip
    (sent,) = open_ones.sent
    assert sent["product"] == "mail"
    assert sent["paper"] == PAPER
    wanted = {"custom_id": GIVEN.key, "color_printing": True, "duplex_printing": False}
    assert sent["sending"].items() >= wanted.items()
    lines = {key: value for key, value in sent["recipient"].items() if key.startswith("address")}
    assert lines == {
        "address_line_1": "Garage Martin", "address_line_3": "À l'attention de Mme Petit",
        "address_line_4": "1 quai Nord", "address_line_6": "69002 LYON",
    }  # fmt: skip


def test_a_registered_letter_asks_for_its_acknowledgement(open_ones: Carriers) -> None:
    give(open_ones, "maileva", is_registered=True)
    (sent,) = open_ones.sent
    assert sent["product"] == "registered_mail"
    assert sent["sending"]["acknowledgement_of_receipt"] is True
    assert sent["sending"]["acknowledgement_of_receipt_scanning"] is True
    assert sent["sending"]["sender_address_line_6"] == "42000 SAINT-ÉTIENNE"
    assert sent["sending"]["notification_email"] == GIVEN.notify


def test_merci_facteur_is_given_a_letter_in_one_request(open_ones: Carriers) -> None:
    outcome, _numbers = give(open_ones, "mercifacteur", is_duplex=True)
    assert outcome == Delivered(
        "pris en charge par Merci Facteur, n° 123 · 2 pages · 1,85 € TTC", "123"
    )
    (sent,) = open_ones.sent
    assert (sent["modeEnvoi"], sent["gestionNpai"], sent["idUser"]) == ("normal", "1", "31590")
    assert sent["antidoublon"] == GIVEN.key
    letter = sent["content"]["letter"]
    assert base64.b64decode(letter["base64files"][0]) == PAPER
    assert letter["print_sides"] == "rectoverso"
    (to,) = sent["adress"]["dest"]
    assert {name: value for name, value in to.items() if value} == {
        "societe": "Garage Martin", "adresse1": "À l'attention de Mme Petit",
        "adresse2": "1 quai Nord", "cp": "69002", "ville": "LYON", "pays": "FRANCE",
        "reference": "812",
    }  # fmt: skip
    give(open_ones, "mercifacteur", is_registered=True, key="autre")
    assert open_ones.sent[1]["modeEnvoi"] == "lrare"
    assert "gestionNpai" not in open_ones.sent[1]


@pytest.mark.parametrize(
    ("kind", "mood"),
    [
        *(("maileva", mood) for mood in ("hang up", "lose", 500, 502, 503, 504)),
        *(("mercifacteur", mood) for mood in ("hang up", "lose", "nonsense")),
    ],
)
def test_an_order_without_an_answer_is_unclear(
    open_ones: Carriers, kind: str, mood: int | str
) -> None:
    open_ones.mood = lambda asked: mood if asked.endswith(SUBMIT[kind]) else 0
    outcome, _numbers = give(open_ones, kind)
    assert isinstance(outcome, Unclear)


def test_an_answer_that_never_comes_is_unclear(
    open_ones: Carriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (maileva, mercifacteur):
        monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.3)
    open_ones.mood = lambda asked: "sleep" if asked.endswith(tuple(SUBMIT.values())) else 0
    for kind in SUBMIT:
        assert isinstance(give(open_ones, kind)[0], Unclear)
    assert open_ones.sent == []


@pytest.mark.parametrize("step", ["/token", "/sendings", "/documents", "/recipients"])
@pytest.mark.parametrize("mood", ["hang up", 503])
def test_before_the_order_every_trouble_is_a_certain_failure(
    open_ones: Carriers, step: str, mood: int | str
) -> None:
    open_ones.mood = lambda asked: mood if asked.endswith(step) else 0
    outcome, _numbers = give(open_ones, "maileva")
    assert isinstance(outcome, Failed)
    assert not outcome.permanent
    assert open_ones.sent == []


@pytest.mark.parametrize("kind", sorted(SUBMIT))
def test_a_refusal_is_told_in_the_carrier_s_words(open_ones: Carriers, kind: str) -> None:
    open_ones.mood = lambda asked: 400 if asked.endswith(SUBMIT[kind]) else 0
    outcome, _numbers = give(open_ones, kind)
    assert isinstance(outcome, Failed)
    assert outcome.permanent
    assert "HUMEUR_400" in outcome.answer


def test_a_carrier_away_is_tried_again_later() -> None:
    for url in (
        "maileva://a:b@c?password=d&endpoint=http://127.0.0.1:9&connect=http://127.0.0.1:9",
        "mercifacteur://a:b@1?endpoint=http://127.0.0.1:9",
    ):
        carrier = carrier_at(url)
        assert carrier is not None
        outcome = counter_of(carrier).give(GIVEN, named=lambda _: None)
        assert isinstance(outcome, Failed)
        assert not outcome.permanent
        assert "injoignable" in outcome.answer


def test_given_twice_the_key_of_the_letter_keeps_the_second_back(open_ones: Carriers) -> None:
    open_ones.mood = lambda asked: "lose" if asked.endswith("/sendCourrier") else 0
    assert isinstance(give(open_ones, "mercifacteur")[0], Unclear)
    open_ones.mood = lambda _: 0
    outcome, _numbers = give(open_ones, "mercifacteur", is_again=True)
    assert isinstance(outcome, Unclear)
    assert "déjà" in outcome.answer
    assert len(open_ones.sent) == 1


@pytest.mark.parametrize("kind", sorted(SUBMIT))
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": ("G" * 91, "1 quai Nord", "69002 LYON")}, "raccourcissez l'adresse"),
        ({"to": ("Fischer", "Hauptstr. 1", "Berlin", "ALLEMAGNE")}, "demande un code postal"),
        ({"pages": 2_001}, "feuilles"),
        ({"paper": b"%PDF" + b"0" * (51 << 20)}, "Mo"),
    ],
)
def test_what_the_carrier_would_refuse_is_refused_before_it_is_asked(
    open_ones: Carriers, kind: str, changes: dict[str, Any], sentence: str
) -> None:
    if kind == "maileva" and "ALLEMAGNE" in changes.get("to", ()):
        changes |= {"is_registered": True}
        sentence = "n'envoie pas de recommandé"
    with pytest.raises(Refusal, match=sentence):
        give(open_ones, kind, **changes)
    assert open_ones.asked == []


@pytest.mark.parametrize(
    ("town", "country", "expected"),
    [
        ("10115 BERLIN", "ALLEMAGNE", ("10115", "BERLIN", "ALLEMAGNE")),
        ("London SW1A 2AA", "ROYAUME-UNI", ("SW1A 2AA", "London", "ROYAUME-UNI")),
        ("110 00 Praha", "TCHÉQUIE", ("110 00", "Praha", "REPUBLIQUE TCHEQUE")),
        ("New York, NY 10001", "ÉTATS-UNIS", ("10001", "New York, NY", "ETATS-UNIS")),
    ],
)
def test_a_foreign_address_is_cut_as_asked(
    open_ones: Carriers, town: str, country: str, expected: tuple[str, str, str]
) -> None:
    give(open_ones, "mercifacteur", to=("Fischer GmbH", "Hauptstr. 1", town, country))
    (to,) = open_ones.sent[0]["adress"]["dest"]
    assert (to["cp"], to["ville"], to["pays"]) == expected


def test_what_maileva_tells_becomes_steps(open_ones: Carriers) -> None:
    _outcome, (number,) = give(open_ones, "maileva", is_registered=True)
    found = open_ones.drafts[number]
    at = counter(open_ones, "maileva")

    def steps() -> list[tuple[Step, int]]:
        news = at.follow(number, is_registered=True, has=())
        assert news is not None
        return [(each.step, each.at.day) for each in news.events]

    assert steps() == [(Step.ACCEPTED, 3)]
    found["sending"] |= {"status": "PROCESSED", "processed_date": "2026-11-03T18:00:00Z"}
    assert steps() == [(Step.ACCEPTED, 3)]
    found["sending"]["deposit_proof_date"] = "2026-11-04T02:00:00.000Z"
    found["recipient"] |= {"registered_number": "1E00232062142", "status": "PROCESSED"}
    found["statuses"] = [
        {"status": "A02", "label": "Avisé", "date": "2026-11-05T10:00:00.000Z"},
        {"status": "D01", "label": "Distribué", "date": "2026-11-07T10:00:00.000Z"},
        {"status": "A20", "label": "En cours de traitement", "date": "2026-11-04T10:00:00Z"},
    ]
    assert steps() == [
        (Step.ACCEPTED, 3), (Step.POSTED, 4), (Step.PRESENTED, 5), (Step.RECEIVED, 7),
    ]  # fmt: skip


def test_the_proofs_that_are_ready_are_taken_once(open_ones: Carriers) -> None:
    _outcome, (number,) = give(open_ones, "maileva", is_registered=True)
    found = open_ones.drafts[number]
    found["sending"] |= {"status": "PROCESSED", "deposit_proof_date": "2026-11-04T02:00:00.000Z"}
    found["recipient"]["acknowledgement_of_receipt_archive_date"] = "2026-11-09T02:00:00Z"
    open_ones.proofs = {
        "download_deposit_proof": b"%PDF depot",
        "download_acknowledgement_of_receipt": b"%PDF avis",
    }
    at = counter(open_ones, "maileva")
    news = at.follow(number, is_registered=True, has={DEPOSIT})
    assert news is not None
    assert [(each.name, each.content) for each in news.proofs] == [(RECEIPT, b"%PDF avis")]


def test_a_draft_that_was_never_submitted_is_forgotten_for_sure(open_ones: Carriers) -> None:
    open_ones.mood = lambda asked: "hang up" if asked.endswith("/submit") else 0
    _outcome, (number,) = give(open_ones, "maileva")
    at = counter(open_ones, "maileva")
    news = at.follow(number, is_registered=False, has=())
    assert news is not None
    assert [each.step for each in news.events] == [Step.FORGOTTEN]
    assert at.forget(number, is_registered=False)
    open_ones.mood = lambda _: 0
    _outcome, (number,) = give(open_ones, "maileva")
    assert not at.forget(number, is_registered=False)


@pytest.mark.parametrize("mood", ["hang up", "nonsense", 401, 404, 500])
def test_what_cannot_be_asked_now_is_nothing(open_ones: Carriers, mood: int | str) -> None:
    _outcome, (number,) = give(open_ones, "maileva")
    open_ones.mood = lambda asked: mood if asked.startswith("GET") else 0
    at = counter(open_ones, "maileva")
    assert at.follow(number, is_registered=False, has=()) is None


def hook(status: str, *, mode: str = "normal", **more: Any) -> bytes:
    event = {"name_event": "x", "id_user": 17460, "date_event": 1_793_700_000}
    detail = {
        "ref_courrier": "123456-789123456", "mode_envoi": mode, "tracking_number": None,
        "id_envoi": "123", "statut_courrier": status, "statut_description": "14/02/2020 : …",
        "ref_interne": "812", **more,
    }  # fmt: skip
    return urlencode({"event": json.dumps(event), "detail": json.dumps([detail])}).encode()


@pytest.mark.parametrize(
    ("status", "mode", "steps"),
    [
        ("wait", "normal", [Step.ACCEPTED]),
        ("imprime", "normal", [Step.POSTED]),
        ("imprime", "lrare", [Step.ACCEPTED]),
        ("pris_en_charge", "lrare", [Step.POSTED]),
        ("attente_au_guichet", "lrare", [Step.POSTED, Step.PRESENTED]),
        ("distribue", "lrare", [Step.POSTED, Step.RECEIVED]),
        ("distribue_expediteur", "normal", [Step.POSTED, Step.RETURNED]),
        ("probleme_en_cours", "normal", []),
    ],
)
def test_what_merci_facteur_tells_becomes_steps(status: str, mode: str, steps: list[Step]) -> None:
    ((number, news),) = mercifacteur_hook.read(hook(status, mode=mode))
    assert number == 812
    assert [each.step for each in news.events] == steps
    assert {each.at for each in news.events} <= {datetime.fromtimestamp(1_793_700_000, UTC)}


def test_a_return_says_why_only_when_it_is_told() -> None:
    whys = {
        mode: news.events[-1].why
        for mode in ("normal", "lrare")
        for _number, news in mercifacteur_hook.read(hook("distribue_expediteur", mode=mode))
    }
    assert whys == {"normal": "unknown", "lrare": ""}


def test_a_scan_comes_with_what_is_told() -> None:
    scan = base64.b64encode(b"\xff\xd8\xff avis").decode()
    body = hook("retour_are", mode="lrare", tracking_number="2C123456789", are_base64_jpeg=scan)
    ((_number, news),) = mercifacteur_hook.read(body)
    (proof,) = news.proofs
    assert news.number == "2C123456789"
    assert file_name(proof.name, news.number, proof.content) == "Avis de réception 2C123456789.jpg"


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"{}", b"event=1&detail=2", hook("wait", ref_interne="812; DROP"),
     hook("wait", ref_interne=None), urlencode({"event": "{}", "detail": "[1]"}).encode()],
)  # fmt: skip
def test_what_is_not_understood_is_nothing(body: bytes) -> None:
    assert mercifacteur_hook.read(body) == []


def test_the_folder_holds_the_letter_and_its_order(tmp_path: Path) -> None:
    carrier = carrier_at(f"file://{tmp_path}/courriers")
    assert carrier is not None
    at = counter_of(carrier)
    for _ in range(2):
        assert isinstance(at.give(GIVEN, named=lambda _: None), Delivered)
    there = tmp_path / "courriers"
    assert sorted(file.name for file in there.iterdir()) == [
        f"{GIVEN.key}.json",
        f"{GIVEN.key}.pdf",
    ]
    order = json.loads((there / f"{GIVEN.key}.json").read_text())
    assert (order["to"], order["is_registered"]) == (list(GIVEN.to), False)
    assert at.follow(GIVEN.key, is_registered=False, has=()) is None
    told = {"number": "1A234", "events": [{"step": "posted", "at": "2026-11-04T17:00:00+01:00"}]}
    (there / f"{GIVEN.key}.suivi.json").write_text(json.dumps(told))
    (there / f"{GIVEN.key}.depot.pdf").write_bytes(b"%PDF")
    news = at.follow(GIVEN.key, is_registered=True, has=())
    assert news is not None
    assert [each.step for each in news.events] == [Step.POSTED]
    assert [each.name for each in news.proofs] == [DEPOSIT]
    (there / f"{GIVEN.key}.suivi.json").write_text("[]")
    assert at.follow(GIVEN.key, is_registered=True, has=()) is None


def test_a_folder_that_cannot_be_written_is_a_certain_failure(tmp_path: Path) -> None:
    (tmp_path / "courriers").write_text("un fichier")
    carrier = carrier_at(f"file://{tmp_path}/courriers")
    assert carrier is not None
    assert isinstance(counter_of(carrier).give(GIVEN, named=lambda _: None), Failed)


@pytest.mark.parametrize(
    "url",
    ["post://x", "file://", "maileva://a:b@c", "maileva://a@c?password=d", "mercifacteur://a:b@moi",
     "mercifacteur://1"],
)  # fmt: skip
def test_an_address_that_names_no_carrier_is_refused(url: str) -> None:
    with pytest.raises(PostUrlWrong, match="ENCAISSE_POST_URL"):
        carrier_at(url)


def test_keys_may_hold_any_sign() -> None:
    found = carrier_at("maileva://cl%2Fi:s%3A%40@moi%40societe.fr?password=a%26b&sandbox=1")
    assert found is not None
    assert (found.key, found.secret, found.account) == ("cl/i", "s:@", "moi@societe.fr")
    assert found.password == "a&b"
    assert carrier_at("") is None
    at = counter_of(found)
    assert isinstance(at, maileva.Maileva)
    assert at.endpoint == maileva.SANDBOX.endpoint
    demonstration = gateway.carrier_of(is_demonstration=True)
    assert demonstration is not None
    assert demonstration.kind == "file"
