"""Receipts to declare: the messages « Encaissée », their shares by rate, once each."""
