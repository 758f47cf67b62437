"""The command line and the processes behind `make run`: PostgreSQL, web, worker, mail, and the one that minds
them.

Starts, watches and stops; knows nothing of conversations. `postgres.py` and `up.py` do without Django, so
that the process that minds the others stays small and cannot be taken down by what they import.
"""
