"""A portfolio is handed over, customers are shared by rule, a person is away and comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from encaisse.accounts.queries import role_in
from encaisse.accounts.rules import may_collect
from encaisse.audit import operations as audit
from encaisse.dunning import operations as dunning
from encaisse.kernel.days import french_day, is_too_far
from encaisse.kernel.refusal import Refusal
from encaisse.parties import operations as parties
from encaisse.teams import queries, rules
from encaisse.teams.models import Absence, HandedCustomer, Handover, PortfolioRule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from encaisse.accounts.models import Company, User

NOTE_MAX = 250
SHARED = "Partage par règle"
BY_ITSELF = "à chaque import"  # who shares, when it is nobody
A_DAY = timedelta(days=1)


class TakerCannotCollect(Refusal):
    """Whoever takes customers or lines has to act on them."""

    code = "team_taker_cannot_collect"
    sentence = "{person} ne peut pas suivre de clients : choisissez un chargé de recouvrement."


class SamePerson(Refusal):
    """Nobody hands over to oneself, nor stands in for oneself."""

    code = "team_same_person"
    sentence = "Choisissez une autre personne que {person}."


class NothingToHandOver(Refusal):
    """The customers are the person's."""

    code = "team_nothing_to_hand_over"
    sentence = "Cochez au moins un client : ceux-là ne sont plus à confier."


class HandoverOver(Refusal):
    """Undone on the day it was made: later, others have worked on it."""

    code = "team_handover_over"
    sentence = "Cette passation du {day} ne se défait plus : confiez de nouveau les clients."


class AbsenceWrong(Refusal):
    """An absence begins today or later, ends after it began, within two years."""

    code = "team_absence_wrong"
    sentence = "Une absence va d'un jour à un autre, à partir d'aujourd'hui : {first} – {last}."


class AwayTwice(Refusal):
    """One absence at a time, and the replacement is there."""

    code = "team_away_twice"
    sentence = (
        "{person} a déjà une absence du {first} au {last} : changez les jours ou la personne."
    )


class RuleUpsideDown(Refusal):
    """Nothing is after F and before A, nor above ten and below five."""

    code = "team_rule_upside_down"
    sentence = "Cette règle ne prendrait personne : sa fin est avant son début."


class StandsIn(Refusal):
    """Whoever stands in for somebody is there."""

    code = "team_stands_in"
    sentence = "{person} remplace quelqu'un ces jours-là : choisissez d'abord un autre remplaçant."


@transaction.atomic
def hand_over(
    giver: User | None,
    taker: User,
    *,
    company: Company,
    customers: Sequence[int] | None = None,
    note: str = "",
    on: date,
    by: str,
) -> Handover:
    """The customers of a person, all or those named, are another's, with the open tasks; without
    ``giver``, those that nobody follows, whose tasks stay where they are."""
    if giver is not None:
        _require_other(giver, taker)
    _require_collects(taker, company)
    found = queries.customers_of(company, giver, None if customers is None else list(customers))
    if not found:
        raise NothingToHandOver
    note = note.strip()[:NOTE_MAX]
    made = Handover.objects.create(
        company=company, giver=giver, taker=taker, note=note, on=on, by=by
    )
    tasks = queries.open_tasks(company, giver, [each.pk for each in found]) if giver else {}
    parties.follow(found, taker, by=by, reason=note)
    dunning.tasks.reassign_all([one for mine in tasks.values() for one in mine], to=taker, by=by)
    HandedCustomer.objects.bulk_create(
        HandedCustomer(
            company=company, handover=made, customer=customer,
            tasks=[task.pk for task in tasks.get(customer.pk, [])],
        )
        for customer in found
    )  # fmt: skip
    people = {"giver": str(giver or ""), "taker": str(taker), "customers": len(found)}
    _record(made.company, "team.handed_over", f"handover:{made.pk}", by, note, people)
    return made


@transaction.atomic
def undo(handover: Handover, *, on: date, by: str) -> Handover:
    """The customers and the tasks that are still the taker's are the giver's again."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.undone_on is not None or handover.on != on:
        raise HandoverOver(day=french_day(handover.on))
    company, giver, taker = handover.company, handover.giver, handover.taker
    parts = {part.customer_id: part for part in handover.parts.order_by("id")}
    back = queries.customers_of(company, taker, list(parts))
    tasks = queries.open_tasks(company, taker, list(parts))
    parties.follow(back, giver, by=by, reason="Passation défaite.")
    if giver is not None:
        theirs = [
            task
            for customer_id, part in parts.items()
            for task in tasks.get(customer_id, [])
            if task.pk in part.tasks
        ]
        dunning.tasks.reassign_all(theirs, to=giver, by=by)
    handover.undone_on, handover.undone_by = on, by
    handover.save(update_fields=["undone_on", "undone_by"])
    facts = {"giver": str(giver or ""), "taker": str(taker), "customers": len(back)}
    _record(company, "team.handover_undone", f"handover:{handover.pk}", by, "", facts)
    return handover


@transaction.atomic
def be_away(
    person: User,
    replacement: User,
    *,
    company: Company,
    first_on: date,
    last_on: date,
    note: str = "",
    on: date,
    by: str,
) -> Absence:
    """A person is away on these days; somebody who is there stands in."""
    _require_other(person, replacement)
    _require_collects(replacement, company)
    if not on <= first_on <= last_on or is_too_far(last_on, on=on):
        raise AbsenceWrong(first=french_day(first_on), last=french_day(last_on))
    known = queries.away(company, on=on)
    names = {person.pk: str(person), replacement.pk: str(replacement)}
    if twice := rules.overlapping(known, names, first_on, last_on):
        first, last = french_day(twice.first_on), french_day(twice.last_on)
        raise AwayTwice(person=names[twice.person_id], first=first, last=last)
    if rules.standing_in(known, person.pk, first_on, last_on):
        raise StandsIn(person=str(person))
    made = Absence.objects.create(
        company=company, person=person, replacement=replacement, first_on=first_on,
        last_on=last_on, note=note.strip()[:NOTE_MAX], by=by,
    )  # fmt: skip
    _record(company, "team.away", f"absence:{made.pk}", by, made.note, _told(made))
    return made


@transaction.atomic
def come_back(absence: Absence, *, on: date, by: str) -> Absence:
    """The person is there from that day; one that had not begun is given up."""
    absence.last_on = min(absence.last_on, on - A_DAY)
    absence.save(update_fields=["last_on"])
    _record(absence.company, "team.back", f"absence:{absence.pk}", by, "", _told(absence))
    return absence


@transaction.atomic
def add_rule(
    company: Company, *, name: str, collector: User, by: str, **facts: Any
) -> PortfolioRule:
    """One more rule, after the others. ``facts``: first, last, sector, salesperson, least_cents,
    most_cents."""
    _require_collects(collector, company)
    first, last = facts.get("first", ""), facts.get("last", "")
    least, most = facts.get("least_cents"), facts.get("most_cents")
    is_empty = least is not None and most is not None and least > most
    if is_empty or (first and last and first > last):
        raise RuleUpsideDown
    latest = PortfolioRule.objects.filter(company=company).order_by("rank").last()
    made = PortfolioRule.objects.create(
        company=company, rank=latest.rank + 1 if latest else 1, name=name.strip(),
        collector=collector, **facts,
    )  # fmt: skip
    _record(company, "team.rule_added", f"portfolio_rule:{made.pk}", by, made.name, _said(made))
    return made


@transaction.atomic
def remove_rule(rule: PortfolioRule, *, by: str) -> None:
    """The customers that it gave stay where they are."""
    subject = f"portfolio_rule:{rule.pk}"
    _record(rule.company, "team.rule_removed", subject, by, rule.name, _said(rule))
    rule.delete()


@transaction.atomic
def raise_rule(rule: PortfolioRule, *, by: str) -> None:
    """The rule is read before the one that stood above it."""
    above = PortfolioRule.objects.select_for_update().filter(
        company=rule.company, rank__lt=rule.rank
    )
    other = above.order_by("rank").last()
    if other is None:
        return
    other.rank, rule.rank = rule.rank, other.rank
    PortfolioRule.objects.bulk_update([other, rule], ["rank"])
    subject = f"portfolio_rule:{rule.pk}"
    _record(rule.company, "team.rule_raised", subject, by, rule.name, {"above": other.name})


@transaction.atomic
def share(company: Company, *, everybody: bool, on: date, by: str) -> list[Handover]:
    """Each customer that nobody follows, or each one when ``everybody``, goes to whom its rule
    says, while that person collects: a handover for each giver and taker, undone as any other."""
    found = queries.rules_of(company)
    if not found:
        return []
    groups = _wanted(found, company, everybody=everybody)
    whose = queries.held(company, [each for mine in groups.values() for each in mine])
    people = {user.pk: user for user in [*(rule.collector for rule in found),
                                         *queries.givers(groups)]}  # fmt: skip
    made = []
    for (giver, taker), wanted in sorted(groups.items(), key=lambda one: str(one[0])):
        mine = [each for each in wanted if each in whose and whose[each] == giver]
        if mine:
            made.append(
                hand_over(
                    people[giver] if giver else None,
                    people[taker],
                    company=company,
                    customers=mine,
                    note=SHARED,
                    on=on,
                    by=by,
                )
            )
    return made


def _wanted(
    found: list[PortfolioRule], company: Company, *, everybody: bool
) -> dict[tuple[int | None, int], list[int]]:
    """The customers that change hands, by giver and taker."""
    customers = queries.followed(company)
    takers = {rule.pk: rule.collector_id for rule in found if _collects(rule.collector, company)}
    groups: dict[tuple[int | None, int], list[int]] = {}
    taken = queries.chosen(found, customers)
    for each in customers:
        rule_id = taken.get(each.id)
        taker = takers.get(rule_id) if rule_id else None
        if taker is None or each.collector_id == taker:
            continue
        if everybody or each.collector_id is None:
            groups.setdefault((each.collector_id, taker), []).append(each.id)
    return groups


def _said(rule: PortfolioRule) -> dict[str, object]:
    return {
        "collector": str(rule.collector), "letters": [rule.first, rule.last],
        "sector": rule.sector, "salesperson": str(rule.salesperson or ""),
        "cents": [rule.least_cents, rule.most_cents],
    }  # fmt: skip


def _require_other(person: User, other: User) -> None:
    if person.pk == other.pk:
        raise SamePerson(person=str(person))


def _require_collects(person: User, company: Company) -> None:
    if not _collects(person, company):
        raise TakerCannotCollect(person=str(person))


def _collects(person: User, company: Company) -> bool:
    """Whether that person still signs in, and collects here."""
    return person.is_active and may_collect(role_in(person, company))


def _told(absence: Absence) -> dict[str, object]:
    days = [absence.first_on.isoformat(), absence.last_on.isoformat()]
    return {"person": str(absence.person), "replacement": str(absence.replacement), "days": days}


def _record(
    company: Company, verb: str, subject: str, by: str, reason: str, facts: dict[str, object]
) -> None:
    audit.record(company=company, actor=by, verb=verb, subject=subject, reason=reason, facts=facts)
