"""The figures that stand in the sentences of the page, and what these sentences claim."""

from __future__ import annotations

from math import ceil, floor

from operating.numbers import GIVEN, SIZES, TRIAL, TRIAL_SIZE, Summary, at_trial, errors, methods, summary

DIFFERENCE, RATIO, ODDS, RATE = "rate-difference", "rate-ratio", "odds-ratio", "index-rate"
# The intervals of the difference that are below their level nowhere.
GUARDED = ("fay-lumbard", "exact-unconditional", "exact-unconditional-tails")


def percent(share: float) -> str:
    """Return a share in percent with one decimal.

    Examples
    --------
    >>> percent(0.9549)
    '95.5'
    """
    return f"{100.0 * share:.1f}"


def down(share: float) -> str:
    """Return a coverage in percent rounded down, so that a promise just missed is not printed as kept.

    Examples
    --------
    >>> down(0.94999), down(0.95)
    ('94.9', '95.0')
    """
    return f"{floor(1000.0 * share + 1e-6) / 10.0:.1f}"


def up(share: float) -> str:
    """Return an error in percent rounded up, for the same reason.

    Examples
    --------
    >>> up(0.05001), up(0.05)
    ('5.1', '5.0')
    """
    return f"{ceil(1000.0 * share - 1e-6) / 10.0:.1f}"


def found(quantity: str, method: str, n: int = TRIAL_SIZE) -> Summary:
    """Return an interval at one number of patients, which must have been asked."""
    answer = summary(quantity, method, n)
    if answer is None:
        raise LookupError(f"{quantity} {method} was not asked for {n} patients")
    return answer


def everywhere(quantity: str, method: str) -> list[Summary]:
    """Return an interval at every number of patients for which it was asked."""
    return [answer for n in SIZES if (answer := summary(quantity, method, n)) is not None]


def lowest(quantity: str, method: str) -> float:
    """Return the lowest coverage of an interval at any number of patients."""
    return min(answer.lowest for answer in everywhere(quantity, method))


def worst_tango() -> tuple[int, Summary]:
    """Return the number of patients at which Tango's interval covers least, and what it does there."""
    return min(((n, found(DIFFERENCE, "tango", n)) for n in SIZES), key=lambda pair: pair[1].lowest)


def figures() -> dict[str, str]:
    """Return every figure of a sentence by its name."""
    return {**_of_tests(), **_of_difference(), **_of_rates(), **_of_ratios()}


def _of_tests() -> dict[str, str]:
    """Return those about the tests of equality."""
    fifty = {name: errors()[name, TRIAL_SIZE] for name in methods("equality")}
    powers = {f"power-{name}": percent(error.power[TRIAL]) for name, error in fifty.items()}
    return {
        **powers,
        "exact-largest": up(max(errors()["exact", n].largest for n in SIZES)),
        "exact-mean": percent(fifty["exact"].mean),
        "exact-usual": up(fifty["exact"].usual),
        "unconditional-largest": up(max(errors()["exact-unconditional", n].largest for n in SIZES)),
        "asymptotic-usual": up(fifty["asymptotic"].usual),
        "mid-p-usual": up(fifty["mid-p"].usual),
        "mid-p-largest": up(fifty["mid-p"].largest),
    }


def _of_difference() -> dict[str, str]:
    """Return those about the intervals of the difference."""
    n, worst = worst_tango()
    names = ("tango", "bonett-price", "fay-lumbard", "exact-unconditional")
    own, price, fay, free = (found(DIFFERENCE, name) for name in names)
    return {
        "tango-worst": down(worst.lowest),
        "tango-worst-n": str(n),
        "tango-worst-discordance": f"{100.0 * (worst.discordance or 0.0):.0f}",
        "tango-worst-difference": percent(worst.at),
        "tango-lowest": down(own.lowest),
        "tango-below95": percent(own.below95),
        "tango-below94": percent(own.below94),
        "tango-mean": percent(own.mean),
        "tango-trial": percent(at_trial(DIFFERENCE, "tango").lowest),
        "tango-width": percent(own.width),
        "tango-high": percent(own.too_high),
        "tango-low": percent(own.too_low),
        "unconditional-width": percent(free.width),
        "fay-width": percent(fay.width),
        "price-lowest": down(price.lowest),
        "price-below95": percent(price.below95),
        "price-width": percent(price.width),
        "price-high": percent(price.too_high),
        "price-low": percent(price.too_low),
    }


def _of_rates() -> dict[str, str]:
    """Return those about the intervals of a rate."""
    own, blaker, wilson = (found(RATE, name) for name in ("clopper-pearson", "blaker", "wilson"))
    return {
        "rate-mean": percent(own.mean),
        "rate-width": percent(own.width),
        "blaker-width": percent(blaker.width),
        "wilson-width": percent(wilson.width),
        "wilson-lowest": down(wilson.lowest),
        "corrected-lowest": f"{floor(1e4 * lowest(RATE, 'wilson-corrected')) / 100.0:.2f}",
    }


def _of_ratios() -> dict[str, str]:
    """Return those about the intervals of the odds ratio and the ratio."""
    odds, blaker = (found(ODDS, name) for name in ("clopper-pearson", "blaker"))
    wald = {n: found(GIVEN, "wald", n).lowest for n in SIZES}
    others = [lowest(RATIO, name) for name in methods(RATIO) if name not in {"tang", "scas"}]
    return {
        "odds-lowest": down(odds.lowest),
        "odds-mean": percent(odds.mean),
        "odds-blaker-lowest": down(blaker.lowest),
        "odds-blaker-mean": percent(blaker.mean),
        "wald-given": down(min(wald.values())),
        "tang-lowest": down(lowest(RATIO, "tang")),
        "ratio-others": down(max(others)),
        "scas-lowest": down(lowest(RATIO, "scas")),
        "tang-width": percent(found(RATIO, "tang").width),
        "scas-width": percent(found(RATIO, "scas").width),
    }


def untrue() -> list[str]:
    """Return what the page claims and the numbers do not say; nothing, or its text must be written anew."""
    claims = {**_about_tests(), **_about_difference(), **_about_others()}
    return [words for words, true in claims.items() if not true]


def _about_tests() -> dict[str, bool]:
    """Return what is claimed of the tests, and whether it is so."""
    every = {name: [errors()[name, n] for n in SIZES] for name in methods("equality")}
    power = {name: errors()[name, TRIAL_SIZE].power[TRIAL] for name in methods("equality")}
    free = zip(every["exact-unconditional"], every["exact"], strict=True)
    return {
        "exact keeps its promise": all(error.kept for error in every["exact"]),
        "exact-unconditional keeps its promise": all(error.kept for error in every["exact-unconditional"]),
        "exact-unconditional is never less powerful": all(
            one.power[place] >= value for one, other in free for place, value in other.power.items()
        ),
        "power rises from exact over mid-p to asymptotic": power["exact"] < power["mid-p"] < power["asymptotic"],
        "mid-p and exact-unconditional are equal in the trial": abs(power["mid-p"] - power["exact-unconditional"])
        < 5e-7,
        "mid-p is within 5% up to 60% discordant": all(error.usual <= 0.05 for error in every["mid-p"]),
        "mid-p exceeds 5% beyond": errors()["mid-p", TRIAL_SIZE].largest > 0.05,
        "asymptotic exceeds 5% often": sum(error.usual > 0.05 for error in every["asymptotic"]) >= len(SIZES) // 2,
        "asymptotic exceeds 5% by little": max(error.usual for error in every["asymptotic"]) < 0.055,
    }


def _about_difference() -> dict[str, bool]:
    """Return what is claimed of the intervals of the difference, and whether it is so."""
    own, price = (everywhere(DIFFERENCE, name) for name in ("tango", "bonett-price"))
    pairs = list(zip(own, price, strict=True))
    here, there = found(DIFFERENCE, "tango"), found(DIFFERENCE, "bonett-price")
    fay, free = found(DIFFERENCE, "fay-lumbard"), found(DIFFERENCE, "exact-unconditional")
    guarded = {name for name in methods(DIFFERENCE) if all(answer.kept for answer in everywhere(DIFFERENCE, name))}
    return {
        "tango dips": any(not answer.kept for answer in own),
        "tango stays within two points": all(answer.lowest > 0.93 for answer in own),
        "tango holds on average": all(answer.mean >= 0.95 for answer in own),
        "three are below the level nowhere": guarded == set(GUARDED),
        "these are wider": here.width < free.width < fay.width,
        "bonett-price is narrower everywhere": all(other.width < one.width for one, other in pairs),
        "bonett-price has a higher lowest coverage from 30 patients on": all(
            other.lowest > one.lowest for one, other in pairs[2:]
        ),
        "tango is better balanced": abs(here.too_high - here.too_low) < abs(there.too_high - there.too_low),
        "bonett-price lies too low more often": there.too_low > there.too_high,
        "bonett-price is below 95 less often": there.below95 < here.below95,
    }


def _about_others() -> dict[str, bool]:
    """Return what is claimed of the other intervals, and whether it is so."""
    rate, blaker, wilson = (found(RATE, name) for name in ("clopper-pearson", "blaker", "wilson"))
    exact = [everywhere(quantity, name) for quantity in (RATE, ODDS) for name in ("clopper-pearson", "blaker")]
    others = [lowest(RATIO, name) for name in methods(RATIO) if name not in {"tang", "scas"}]
    binomial = [name for name in methods(ODDS) if name != "wald"]
    return {
        "clopper-pearson and blaker keep their promise": all(answer.kept for answers in exact for answer in answers),
        "blaker and wilson are narrower": wilson.width < blaker.width < rate.width,
        "wilson-corrected falls just short": all(
            0.948 < answer.lowest < 0.95 for answer in everywhere(RATE, "wilson-corrected")
        ),
        "the odds ratio is covered more often": found(ODDS, "clopper-pearson").mean > rate.mean,
        "given the discordant patients it is covered as a rate": all(
            abs(found(GIVEN, name, n).lowest - found(RATE, name, n).lowest) < 2e-6 for name in binomial for n in SIZES
        ),
        "no interval of the ratio keeps its promise": not any(
            all(answer.kept for answer in everywhere(RATIO, name)) for name in methods(RATIO)
        ),
        "tang comes nearest of the published ones": max(others) < lowest(RATIO, "tang") < lowest(RATIO, "scas"),
        "scas is wider": found(RATIO, "scas").width > found(RATIO, "tang").width,
    }
