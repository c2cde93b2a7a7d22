"""Small symmetric matrices: their inverse, and a vector's size in the measure of one."""

from __future__ import annotations

from collections.abc import Sequence

Matrix = list[list[float]]
SMALLEST = 1e-11


def inverse(matrix: Sequence[Sequence[float]]) -> Matrix | None:
    """Return the inverse of a positive definite matrix, or None where it has none.

    Examples
    --------
    >>> inverse([[2.0, 0.0], [0.0, 4.0]])
    [[0.5, 0.0], [0.0, 0.25]]
    >>> inverse([[1.0, 1.0], [1.0, 1.0]]) is None
    True
    """
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = rows[i][i]
        if not pivot > SMALLEST * max(matrix[i][i], 1e-300):
            return None
        rows[i] = [entry / pivot for entry in rows[i]]
        for k in range(size):
            if k != i and (share := rows[k][i]):
                rows[k] = [entry - share * other for entry, other in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def product(one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> Matrix:
    """Return the product of two matrices.

    Examples
    --------
    >>> product([[1.0, 2.0]], [[3.0], [4.0]])
    [[11.0]]
    """
    columns = list(zip(*other, strict=True))
    return [[dot(row, column) for column in columns] for row in one]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the product of two vectors.

    Examples
    --------
    >>> dot([1.0, 2.0], [3.0, 4.0])
    11.0
    """
    return sum(a * b for a, b in zip(one, other, strict=True))


def quadratic(vector: Sequence[float], matrix: Sequence[Sequence[float]]) -> float:
    """Return the vector times the matrix times the vector.

    Examples
    --------
    >>> quadratic([1.0, 2.0], [[1.0, 0.0], [0.0, 3.0]])
    13.0
    """
    return dot(vector, [dot(row, vector) for row in matrix])
