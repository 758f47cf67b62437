"""Promises: what we said we would do, and by when.

A reply says "yarın 18.00'e kadar döneceğim" or "I'll check again tomorrow"; `finding` sees it while the reply is being
written and reads the moment from it, in Turkish and English. A time that cannot be is never guessed: it is asked about.

It leaves to others: when somebody is there (`core.business_time`), how a reply is worded (`coach`), and what is sent
(`conversations`).
"""
