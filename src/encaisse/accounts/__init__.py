"""Accounts (comptes) : companies (sociétés), users, roles, sign-in, API tokens.

Everything a person sees hangs on a membership (appartenance): a user, a company, a role.
"""
