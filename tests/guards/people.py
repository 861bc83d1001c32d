"""One thing of each kind that an address may name, of those who work together, for a company."""

import datetime

from encaisse.accounts.models import Company
from encaisse.parties import operations as parties
from encaisse.teams import operations as teams
from encaisse.teams.operations import named as naming
from encaisse.teams.operations import objectives as aiming
from encaisse.teams.rules.objectives import Aim
from tests import factories

DAY = datetime.date(2026, 11, 20)


def a_handover(company: Company) -> int:
    giver, taker = (factories.a_user(company, name=name) for name in ("Inès", "Paul"))
    factories.a_customer(company, collector=giver)
    return teams.hand_over(giver, taker, company=company, on=DAY, by="Nadia").pk


def a_portfolio_rule(company: Company) -> int:
    collector = factories.a_user(company, name="Inès")
    return teams.add_rule(company, name="Nord", collector=collector, by="Nadia").pk


def a_team(company: Company) -> int:
    return naming.form_team(company, name="Nord", manager=None, people=[], by="Nadia").pk


def an_objective(company: Company) -> int:
    return aiming.set_objective(
        company, who=factories.a_user(company, name="Inès"), month=DAY, aim=Aim.COLLECTED,
        target=100, on=DAY, by="Nadia",
    ).pk  # fmt: skip


def an_absence(company: Company) -> int:
    """Of a collector who signs in nowhere else."""
    away, there = (factories.a_user(company, name=name) for name in ("Inès", "Paul"))
    return teams.be_away(
        away, there, company=company, first_on=DAY, last_on=DAY, on=DAY, by="Nadia"
    ).pk


def a_colleague(company: Company) -> int:
    return parties.following.meet(company, "Julie Renaud", by="Nadia").pk


def a_follower(company: Company) -> int:
    julie = parties.following.meet(company, "Julie Renaud", by="Nadia")
    customer = factories.a_customer(company)
    return parties.following.follow(customer, julie, department="sales", by="Nadia").pk
