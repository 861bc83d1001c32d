"""Insolvency proceedings (procédures collectives): what is owed from before the opening judgment is
not asked any more.
"""
