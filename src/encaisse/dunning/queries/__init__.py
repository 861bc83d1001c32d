"""What dunning reads: the facts of a day, scenarios, explanations, the lists of its pages."""
