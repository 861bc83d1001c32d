"""Hostile files and names, through the page and the API: refused, or shown without acting."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from encaisse.accounts.models import Company
from encaisse.documents import operations, reading
from encaisse.documents.models import Document
from encaisse.documents.rules.media import Media, sniffed
from encaisse.documents.rules.names import LENGTH_MAX, safe_name
from tests.api.conftest import a_caller
from tests.documents import papers
from tests.documents.test_pages import drop, dropped, seen

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(document.domain)</script>"
RIGHT_TO_LEFT = "\u202e"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("../../etc/passwd", "passwd", id="a path out of the folder"),
        pytest.param("C:\\Windows\\win.ini", "win.ini", id="a path of another system"),
        pytest.param("facture\x00.pdf.exe", "facture .pdf.exe", id="an end hidden behind a nul"),
        pytest.param(f"fac{RIGHT_TO_LEFT}fdp.exe", "fac fdp.exe", id="an end read backwards"),
        pytest.param("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf", id="a header"),
        pytest.param("nul.txt", "_nul.txt", id="a device"),
        pytest.param("...", "document", id="nothing but dots"),
        pytest.param("", "document", id="nothing"),
        pytest.param("été\u200b 2026.pdf", "été 2026.pdf", id="a space without width"),
        pytest.param("{{ request.user }}.pdf", "{{ request.user }}.pdf", id="a template"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_name_without_end_keeps_its_extension() -> None:
    name = safe_name("a" * 300 + ".pdf")
    assert len(name) == LENGTH_MAX
    assert name.endswith("a.pdf")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "a\x00b.pdf", f"{RIGHT_TO_LEFT}gpj.exe", "x" * 300 + ".pdf",
        "{{ 7|add:7 }}{% debug %}.txt", f"{SCRIPT}.txt", '"><img src=x onerror=alert(1)>.txt',
    ],
)  # fmt: skip
def test_a_hostile_name_is_kept_inert_by_the_page_and_by_the_api(
    nadia: Client, company: Company, store: Path, name: str
) -> None:
    kept = drop(nadia, name, b"Bonjour")
    page = seen(nadia, f"/documents/{kept.pk}/") + seen(nadia, "/documents/")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "1414" not in page
    answer = nadia.get(f"/documents/{kept.pk}/telecharger")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    files = [file for file in store.rglob("*") if file.is_file()]
    assert [file.name for file in files] == [kept.sha256], "the name is never a place on the disk"
    other = upload(company, name, b"Bonsoir")
    assert not set(other["name"]) & set("\x00/\\<>" + RIGHT_TO_LEFT)


def upload(company: Company, name: str, content: bytes) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {a_caller(company).token}"}
    file = SimpleUploadedFile(name, content, "application/pdf")
    answer = Client().post("/api/v1/documents", {"file": file, "kind": "other"}, headers=headers)
    assert answer.status_code == 201, answer.content
    return dict(json.loads(answer.content))


@pytest.mark.parametrize(
    ("content", "media"),
    [
        pytest.param(b"%PDF-1.7\n" + SCRIPT.encode(), Media.PDF, id="PDF and HTML: a PDF"),
        pytest.param(SCRIPT.encode() + b"\n%PDF-1.7", Media.HTML, id="HTML then PDF: HTML"),
        pytest.param(b"GIF89a/*" + b"\x00" * 9 + b"*/=1;alert(1)", Media.GIF, id="GIF and script"),
        pytest.param(b"\xff\xd8\xff<?php system($_GET[0]);?>", Media.JPEG, id="JPEG and program"),
        pytest.param(b"<?xml version='1.0'?><svg onload='alert(1)'/>", Media.SVG, id="SVG"),
        pytest.param(b"\xef\xbb\xbf  <HTML><body onload=x>", Media.HTML, id="HTML after a mark"),
        pytest.param("\ufeff<html>".encode("utf-16-le"), Media.HTML, id="HTML in UTF-16"),
        pytest.param(b"Bonjour <iframe src=//mal.example>", Media.HTML, id="text with a frame"),
        pytest.param(b"MZ\x90\x00", Media.PROGRAM, id="a program"),
        pytest.param(b"#!/bin/sh\nrm -rf ~\n", Media.PROGRAM, id="a shell program"),
        pytest.param(b"PK\x03\x04 broken", Media.ZIP, id="a broken archive"),
        pytest.param(b"Bonjour 3 < 5", Media.TEXT, id="a plain text"),
        pytest.param("Réglé".encode("cp1252"), Media.TEXT, id="an old text"),
        pytest.param(b"a\x00b", Media.UNKNOWN, id="bytes"),
        pytest.param(papers.a_docx("Bonjour"), Media.DOCX, id="a word processor's file"),
        pytest.param(b"From: a@b.fr\nTo: c@d.fr\nSubject: x\n\nBonjour", Media.MAIL, id="a mail"),
    ],
)
def test_the_type_is_read_from_the_bytes(content: bytes, media: Media) -> None:
    assert sniffed(content) is media


def test_a_page_that_is_only_code_says_so(nadia: Client) -> None:
    kept = drop(nadia, "piege.html", f"<html>{SCRIPT}</html>".encode())
    shown = nadia.get(f"/documents/{kept.pk}/apercu").content.decode()
    assert "Cette page ne contient aucun texte" in shown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("facture.html", f"<html><body>{SCRIPT}Bonjour".encode(), id="HTML"),
        pytest.param("facture.pdf", f"<html><body>{SCRIPT}Bonjour".encode(), id="HTML named PDF"),
        pytest.param("logo.svg", f"<svg xmlns='x'>{SCRIPT}</svg>".encode(), id="SVG"),
        pytest.param("note.pdf", b"%PDF-1.7\n<html>" + SCRIPT.encode(), id="PDF and HTML"),
        pytest.param("image.gif", b"GIF89a=1;alert(1);//<script>", id="GIF and script"),
    ],
)
def test_what_could_act_never_acts_under_our_address(
    nadia: Client, name: str, content: bytes
) -> None:
    kept = drop(nadia, name, content)
    shown = nadia.get(f"/documents/{kept.pk}/apercu")
    assert shown["Content-Security-Policy"].startswith("default-src 'none';")
    assert shown["Content-Security-Policy"].endswith("sandbox")
    assert "<script" not in shown.content.decode().lower()
    given = nadia.get(f"/documents/{kept.pk}/telecharger")
    assert given["Content-Type"] not in {"text/html", "image/svg+xml", "application/xml"}
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given["Content-Security-Policy"]


def test_a_name_that_lies_is_told(nadia: Client) -> None:
    kept = drop(nadia, "facture.pdf", b"<html><body>Bonjour")
    assert "Le nom annonce « .pdf »" in seen(nadia, f"/documents/{kept.pk}/")


def test_a_template_in_a_text_stays_text(nadia: Client) -> None:
    kept = drop(nadia, "a.txt", b"{{ 7|add:7 }} {% debug %} <b>gras</b>")
    shown = seen(nadia, f"/documents/{kept.pk}/apercu")
    assert "{{ 7|add:7 }} {% debug %}" in shown or "&lt;b&gt;gras" in shown
    assert "14" not in shown.split("<pre>")[1]


def test_a_bomb_has_no_words_and_harms_nobody(nadia: Client) -> None:
    bomb = papers.a_bomb()
    kept = drop(nadia, "bombe.docx", bomb)
    assert reading.text_of(bomb, kept.media_type) == ""
    assert "ne peut être montré" in seen(nadia, f"/documents/{kept.pk}/apercu")


def test_entities_that_swell_are_not_followed() -> None:
    swelling = (
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{papers.WORD}"><w:p><w:t>avant &b;&c; après</w:t></w:p></w:document>'
    )
    said = reading.text_of(papers.packed({"word/document.xml": swelling.encode()}), Media.DOCX)
    assert "aaaa" not in said
    assert "root:" not in said


def test_a_broken_pdf_has_no_picture(nadia: Client) -> None:
    kept = drop(nadia, "abime.pdf", b"%PDF-1.7\nrien de bon")
    assert "ne peut être montré" in seen(nadia, f"/documents/{kept.pk}/apercu")
    operations.read_words(kept)


def test_a_file_too_large_is_refused_with_its_limit_and_the_others_kept(
    nadia: Client, company: Company, settings: Settings, store: Path
) -> None:
    settings.DOCUMENT_BYTES_MAX = 1024 * 1024
    settings.UPLOAD_BYTES_MAX = {"/": settings.DOCUMENT_BYTES_MAX}
    told = dropped("gros.bin", b"\x00" * (1024 * 1024 + 1))
    told["dropped"] = [*told["dropped"], SimpleUploadedFile("petit.txt", b"Petit")]  # type: ignore[misc]
    answer = nadia.post("/documents/", told)
    assert answer.status_code == 422
    assert "« gros.bin » dépasse 1 Mo" in answer.content.decode()
    assert [kept.name for kept in Document.objects.all()] == ["petit.txt"]
    headers = {"Authorization": f"Bearer {a_caller(company).token}"}
    file = SimpleUploadedFile("gros.bin", b"\x00" * (1024 * 1024 + 1))
    refused = Client().post("/api/v1/documents", {"file": file}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "document_too_large")
    assert len([file for file in store.rglob("*") if file.is_file()]) == 1


def test_an_empty_file_is_refused(nadia: Client) -> None:
    answer = nadia.post("/documents/", dropped("vide.txt", b""))
    assert "« vide.txt » est vide" in answer.content.decode()
    assert not Document.objects.exists()
