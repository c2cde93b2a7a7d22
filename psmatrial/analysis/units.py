"""Names of what is said of units that patients have several of, in the order of print."""

from __future__ import annotations

UNITS, COUNTED = "units", "counted"
INDEX_RATE, COMPARATOR_RATE = "clustered-index-rate", "clustered-comparator-rate"
DIFFERENCE, ODDS, EQUALITY = "clustered-difference", "marginal-odds-ratio", "clustered-equality"
RATES = (INDEX_RATE, COMPARATOR_RATE)
PRINTED = (*RATES, DIFFERENCE, ODDS, EQUALITY)
OF_UNITS = frozenset((UNITS, *PRINTED))
REGIONS, LESION = "regions", "lesion"
