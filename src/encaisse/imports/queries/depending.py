"""What depends on an import: later files, acts of people and of the day's work, changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import PROTECT, Model

from encaisse.imports.models import FileImport, ImportState, Trace
from encaisse.imports.rules.recognition import FEC
from encaisse.imports.rules.tables import OPEN_ITEMS
from encaisse.store import traces

if TYPE_CHECKING:
    from encaisse.store.traces import Written

# From what others stand on to what stands on others.
ORDER = (
    "parties_customer", "parties_told", "parties_follower", "receivables_invoice",
    "receivables_receivable", "receivables_sidebalance", "payments_credit", "payments_bankline",
    "matching_allocation", "matching_learnedpayer", "direct_debits_mandate", "direct_debits_debit",
    "documents_attachment", "imports_statementperiod", "imports_sighting", "imports_batchnotice",
    "late_charges_invoiceterms", "cash_reports_invoicevat",
)  # fmt: skip
# Worked out again from the rest: nothing of them is lost.
DERIVED = {"dunning.Profile"}
KEPT_WITH_FILES = {"imports.FileImport", "payments.BankLine", "life_cycle.InvoiceStatus"}
SUBJECTS = {"customer": "parties_customer", "invoice": "receivables_invoice"}
WHOLE = (FEC, OPEN_ITEMS)
Relation = tuple[type[Model], str, list[int]]


def later_import(row: FileImport, found: Written) -> FileImport | None:
    """A file taken afterwards that read what this one had brought, or changed it."""
    for table in found.tables:
        source = traces.changed_later(row.pk, table, found.ids(table))
        if source:
            return FileImport.objects.select_related("document").get(pk=source)
    if row.kind not in WHOLE:
        return None
    others = FileImport.objects.filter(
        company=row.company, kind__in=WHOLE, state=ImportState.DONE,
        finished_at__gte=row.finished_at,
    ).exclude(pk=row.pk)  # fmt: skip
    others = others.select_related("document").order_by("finished_at", "id")
    return next((one for one in others if _came_after(one, row)), None)


def things(row: FileImport, found: Written, *, but: Collection[str] = ()) -> list[str]:
    """What others have made of the rows that it brought, each kind counted, in French; those of
    ``but`` are told by whoever made them."""
    counted = [
        _counted(model, _others(model, column, ids, found))
        for model, column, ids in _relations(found)
        if model._meta.label not in {*DERIVED, *but}
    ]
    documents = apps.get_model("documents", "Document")
    counted += [
        _counted(model, traces.count_others(model._meta.db_table, column, [row.document_id], []))
        for model, column in _of_model(documents, only=PROTECT)
        if model._meta.label not in KEPT_WITH_FILES
    ]
    attached = apps.get_model("documents", "Attachment").objects.exclude(document=row.document)
    for kind, table in SUBJECTS.items():
        ids = found.new.get(table, [])
        counted.append(
            _counted(attached.model, attached.filter(subject_kind=kind, subject_id__in=ids).count())
        )
    return [words for words in counted if words]


def changed(row: FileImport, found: Written) -> list[str]:
    """The tables of which a row is no longer what it left, in French."""
    words = {model._meta.db_table: str(model._meta.verbose_name_plural) for model in _models()}
    return [
        words[table]
        for table, then in (row.written or {}).items()
        if traces.digest(table, found.ids(table), then["columns"]) != then
    ]


def derived(found: Written) -> Iterator[tuple[str, str, list[int]]]:
    """What is worked out again, and goes with the rows that it was worked out from."""
    for model, column, ids in _relations(found):
        if model._meta.label in DERIVED:
            yield model._meta.db_table, column, ids


def forget(row: FileImport) -> None:
    """Its traces have served."""
    Trace.objects.filter(source=row).delete()


def _came_after(other: FileImport, row: FileImport) -> bool:
    """Of two that speak of the whole, the one whose traces, or whose number, come later."""
    firsts = [
        Trace.objects.filter(source=one).order_by("id").values_list("id", flat=True).first()
        for one in (other, row)
    ]
    return (firsts[0] or 0, other.pk) > (firsts[1] or 0, row.pk)


def _relations(found: Written) -> Iterator[Relation]:
    """Every relation of the product to the new rows, with them."""
    for model in _models():
        ids = found.new.get(model._meta.db_table)
        if ids:
            for other, column in _of_model(model):
                yield other, column, ids


def _of_model(model: type[Model], only: Any = None) -> Iterator[tuple[type[Model], str]]:
    for other in apps.get_models():
        for field in other._meta.fields:
            remote = field.remote_field
            if remote and remote.model is model and only in {None, remote.on_delete}:
                yield other, str(field.column)


def _others(model: type[Model], column: str, ids: list[int], found: Written) -> int:
    """How many rows of a model, that the import did not write, name these."""
    table = model._meta.db_table
    return traces.count_others(table, column, ids, found.ids(table))


def _models() -> list[type[Model]]:
    tables = {model._meta.db_table: model for model in apps.get_models()}
    return [tables[table] for table in ORDER]


def _counted(model: type[Model], count: int) -> str:
    words = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return f"{count} {words}" if count else ""
