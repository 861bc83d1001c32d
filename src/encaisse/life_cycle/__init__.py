"""Life cycle of invoices (cycle de vie de la facture): what platforms and buyers say of each, and
what it entails: a dispute, a promise, a hold, a task. Every status is kept and never rewritten;
what it entailed can be lifted by a person, with the reason."""
