"""How much of a 2x2 table can be shown so that no count below a threshold is shown or follows from what is."""

from __future__ import annotations

from collections.abc import Sequence

from psmatrial.errors import InputError
from psmatrial.model import PairedTable

WHOLE, MARGINS, NUMBER, NOTHING = "whole", "margins", "number", "nothing"
LEAST = 2

# Whole numbers from the first to the last, both among them; empty where the last is below the first.
Stretch = tuple[int, int]


def table_level(table: PairedTable, smallest: int) -> str:
    """Return how much of a table can be shown on its own.

    The answer follows from what it leaves on show and from nothing else, so that who knows the rule learns only that
    some cell is below the threshold. Every hidden count keeps at least ``smallest`` values then. A zero is a count
    below the threshold. The number of patients itself is hidden up to the threshold and with it: that there is at
    least one patient may be known, and so many values are left then.

    Parameters
    ----------
    table
        Patients with a result under both tests.
    smallest
        The smallest count that may be shown, 2 or more.

    Returns
    -------
    str
        ``"whole"``: all four cells. ``"margins"``: the patients and how many each test found. ``"number"``: the
        patients alone. ``"nothing"``: there are too few of them.

    Raises
    ------
    InputError
        If ``smallest`` is below 2.

    Examples
    --------
    >>> trial = PairedTable(9, 19, 4, 18)
    >>> table_level(trial, 4), table_level(trial, 5), table_level(trial, 14), table_level(trial, 50)
    ('whole', 'margins', 'number', 'nothing')
    """
    _checked(smallest)
    if table.n <= smallest:
        return NOTHING
    if min(table.cells) >= smallest:
        return WHOLE
    if min(_margins(table)) >= smallest and _counted(hidden_values(table, smallest)) >= smallest:
        return MARGINS
    return NUMBER


def hidden_values(table: PairedTable, smallest: int) -> list[Stretch]:
    """Return the values that ``both`` can have for who knows the margins, and that not all cells may be shown.

    Each other cell follows from ``both`` and the margins, so it has as many values.

    Examples
    --------
    >>> hidden_values(PairedTable(9, 19, 4, 18), 5)
    [(0, 4), (9, 13)]
    """
    return _without(_possible(table), _showable(table, smallest))


def strata_level(total: PairedTable, parts: Sequence[PairedTable], smallest: int) -> str:
    """Return how much can be shown of tables that are parts of a table, with what is shown of that one.

    The patients of the whole who are in none of the parts are a part too: they follow by taking the others away. As
    for one table, the answer follows from what it leaves on show.

    Parameters
    ----------
    total
        The table of all patients.
    parts
        Tables of strata that have no patient in common.
    smallest
        The smallest count that may be shown, 2 or more.

    Returns
    -------
    str
        ``"whole"``, ``"margins"`` (the whole keeps ``smallest`` values of its hidden cells too) or ``"nothing"``.

    Raises
    ------
    InputError
        If ``smallest`` is below 2.

    Examples
    --------
    >>> parts = [PairedTable(20, 30, 20, 30), PairedTable(22, 31, 4, 40)]
    >>> total = PairedTable(42, 61, 24, 70)
    >>> strata_level(total, parts, 4), strata_level(total, parts, 5), strata_level(total, parts[:1], 5)
    ('whole', 'margins', 'margins')
    """
    level = table_level(total, smallest)
    members = _with_the_rest(total, parts)
    if level not in (WHOLE, MARGINS) or not members:
        return NOTHING
    if all(min(part.cells) >= smallest for part in members):
        return WHOLE
    if any(min(_margins(part)) < smallest for part in members):
        return NOTHING
    if level == WHOLE:
        low, high = _sum(list(map(_possible, members)))
        # Whom both found in some strata and neither in the others are so many more than the lowest sum; how many lie
        # below the highest counts those whom one test alone found.
        if not low + smallest <= total.both <= high - smallest:
            return NOTHING
        every = [_of_shown_total(total.both, members, place, smallest) for place in range(len(members))]
    else:
        wanted = hidden_values(total, smallest)
        every = [_of_hidden_total(wanted, members, place) for place in range(len(members))]
        every.append(_met(wanted, [_sum(list(map(_possible, members)))]))
    return MARGINS if all(_counted(values) >= smallest for values in every) else NOTHING


def _checked(smallest: int) -> None:
    """Refuse a threshold that hides nothing."""
    if smallest < LEAST:
        raise InputError(f"the smallest count to be shown is {smallest!r}.", f"Give {LEAST} or more.")


def _margins(table: PairedTable) -> tuple[int, int, int, int]:
    """Return how many each test found and missed."""
    found, other = table.index_positive, table.comparator_positive
    return found, table.n - found, other, table.n - other


def _with_the_rest(total: PairedTable, parts: Sequence[PairedTable]) -> list[PairedTable]:
    """Return the parts with the patients who are in none of them; nothing where parts do not belong to the whole."""
    parted = [sum(cells) for cells in zip(*(part.cells for part in parts), strict=True)] or [0] * 4
    both, index_only, comparator_only, neither = (
        cell - of_parts for cell, of_parts in zip(total.cells, parted, strict=True)
    )
    if min(both, index_only, comparator_only, neither) < 0:
        return []
    rest = PairedTable(both, index_only, comparator_only, neither)
    return [*parts, *([rest] if rest.n else [])]


def _possible(table: PairedTable) -> Stretch:
    """Return the values of ``both`` with these margins."""
    found, other = table.index_positive, table.comparator_positive
    return max(0, found + other - table.n), min(found, other)


def _showable(table: PairedTable, smallest: int) -> Stretch:
    """Return the values of ``both`` with these margins at which every cell is large enough."""
    low, high = _possible(table)
    # At either end a concordant or a discordant cell is 0, and each step inside adds one patient to it.
    return low + smallest, high - smallest


def _of_shown_total(both: int, members: Sequence[PairedTable], place: int, smallest: int) -> list[Stretch]:
    """Return the values of ``both`` of a member where the sum is shown, and known that not all members may be."""
    own, others = members[place], [one for number, one in enumerate(members) if number != place]
    bounds = list(map(_possible, others))
    found = _met(hidden_values(own, smallest), [_taken(both, _sum(bounds))])
    for number, other in enumerate(others):
        rest = bounds[:number] + bounds[number + 1 :]
        for piece in hidden_values(other, smallest):
            found += _met([_possible(own)], [_taken(both, _sum([piece, *rest]))])
    return found


def _of_hidden_total(wanted: Sequence[Stretch], members: Sequence[PairedTable], place: int) -> list[Stretch]:
    """Return the values of ``both`` of a member where the sum is one of several."""
    low, high = _sum([_possible(one) for number, one in enumerate(members) if number != place])
    return _met([_possible(members[place])], [(first - high, last - low) for first, last in wanted])


def _sum(stretches: Sequence[Stretch]) -> Stretch:
    """Return the values of a sum of one number from each of some stretches."""
    return sum(first for first, _ in stretches), sum(last for _, last in stretches)


def _taken(number: int, stretch: Stretch) -> Stretch:
    """Return a number without each number of a stretch."""
    return number - stretch[1], number - stretch[0]


def _met(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return what two sets of numbers have in common."""
    pairs = [(max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others]
    return [(first, last) for first, last in pairs if first <= last]


def _without(stretch: Stretch, hole: Stretch) -> list[Stretch]:
    """Return a stretch without another inside it."""
    if hole[0] > hole[1]:
        return [stretch]
    pieces = [(stretch[0], hole[0] - 1), (hole[1] + 1, stretch[1])]
    return [(first, last) for first, last in pieces if first <= last]


def _counted(stretches: Sequence[Stretch]) -> int:
    """Return how many numbers there are in some stretches, each counted once."""
    total, reached = 0, -1
    for first, last in sorted(stretches):
        total += max(0, last - max(first, reached + 1) + 1)
        reached = max(reached, last)
    return total
