"""CDAR: the life-cycle messages of the French reform (CrossDomainAcknowledgementAndResponse).

Pure: bytes in, ``rules.einvoice.LifeCycleMessage`` out."""
