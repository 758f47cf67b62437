"""Connectors, one folder for each kind of shop. A folder turns what its shop says into `orders.facts`."""
