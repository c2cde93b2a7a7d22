"""Text as LaTeX that prints it and does nothing else: seven-bit, the same for every engine."""

from __future__ import annotations

import unicodedata

# What TeX or a package would take for more than a sign. Brackets and stars are commands after the end of a row.
COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    "`": r"\char96{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    # Two of these beside each other would become another sign.
    "-": "{-}",
    "'": "{'}",
}
SIGNS = {
    "\u2212": "$-$",
    "\u2013": "--",
    "\u2014": "---",
    "\u2018": "`{}",
    "\u2019": "'{}",
    "\u201c": "``{}",
    "\u201d": "''{}",
    "\u2026": r"\ldots{}",
    "\u2022": r"\textbullet{}",
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u2264": r"$\leq$",
    "\u2265": r"$\geq$",
    "\u2248": r"$\approx$",
    "\u2260": r"$\neq$",
    "\u221e": r"$\infty$",
    "\u00d7": r"$\times$",
    "\u00b7": r"$\cdot$",
    "\u00b1": r"$\pm$",
    "\u2213": r"$\mp$",
    "\u2190": r"$\leftarrow$",
    "\u2191": r"$\uparrow$",
    "\u2192": r"$\rightarrow$",
    "\u2193": r"$\downarrow$",
    "\u221a": r"$\surd$",
    "\u00b0": r"$^{\circ}$",
    "\u00b5": r"$\mu$",
    "\u00bd": r"$\frac{1}{2}$",
    "\u00a7": r"\S{}",
    "\u2020": r"\dag{}",
    "\u2021": r"\ddag{}",
    "\u00df": r"\ss{}",
    "\u00e6": r"\ae{}",
    "\u00c6": r"\AE{}",
    "\u0153": r"\oe{}",
    "\u0152": r"\OE{}",
    "\u00f8": r"\o{}",
    "\u00d8": r"\O{}",
    "\u0142": r"\l{}",
    "\u0141": r"\L{}",
    "\u0131": r"\i{}",
}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀ", "0123456789+-niT", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙᵣ", "0123456789+-ijknr", strict=True))
GREEK = {
    **dict(zip("αβγδεζηθ", ("alpha", "beta", "gamma", "delta", "varepsilon", "zeta", "eta", "theta"), strict=True)),
    **dict(zip("ικλμνξπρ", ("iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho"), strict=True)),
    **dict(zip("στυφχψω", ("sigma", "tau", "upsilon", "varphi", "chi", "psi", "omega"), strict=True)),
    **dict(zip("ΓΔΘΛΞΠ", ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi"), strict=True)),
    **dict(zip("ΣΦΨΩ", ("Sigma", "Phi", "Psi", "Omega"), strict=True)),
}
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
}
KNOWN = {
    **COMMANDS,
    **SIGNS,
    **{sign: f"$^{{{plain}}}$" for sign, plain in RAISED.items()},
    **{sign: f"$_{{{plain}}}$" for sign, plain in LOWERED.items()},
    **{sign: rf"$\{name}$" for sign, name in GREEK.items()},
}


def latex(text: str) -> str:
    r"""Return text as LaTeX.

    Signs of the language become the signs they are, letters with accents are composed, and what the fonts of plain
    LaTeX do not have stands as its number, such as [U+6F22]: nothing is lost and nothing is run.

    Parameters
    ----------
    text
        One line, cleaned of what cannot be shown.

    Returns
    -------
    str
        Seven-bit text on one line.

    Examples
    --------
    >>> print(latex(r"50% \input{x} −4 ≤ é"))
    50\% \textbackslash{}input\{x\} $-$4 $\leq$ \'{e}
    >>> print(latex("漢"))
    {[}U+6F22{]}
    """
    found: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if sign in ACCENTS:
            base = found.pop() if found and found[-1] != " " else ""
            found.append(f"\\{ACCENTS[sign]}{{{base}}}")
        else:
            found.append(_sign(sign))
    return "".join(found)


def _sign(sign: str) -> str:
    """Return one sign as LaTeX."""
    if sign in KNOWN:
        return KNOWN[sign]
    if " " <= sign <= "~":
        return sign
    base, *marks = list(unicodedata.normalize("NFD", sign))
    if marks and all(mark in ACCENTS for mark in marks):
        composed = _sign({"i": "\u0131"}.get(base, base))
        for mark in marks:
            composed = f"\\{ACCENTS[mark]}{{{composed}}}"
        return composed
    return f"{{[}}U+{ord(sign):04X}{{]}}"
