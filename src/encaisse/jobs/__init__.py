"""Jobs (tâches de fond) : the worker and the clock; the only door to the queue library."""
