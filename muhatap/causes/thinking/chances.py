"""The few distributions that the rest needs, without a library: beta, Student's t, negative binomial.

Source: Press et al., Numerical Recipes, 3rd ed., 6.2 to 6.4 and 6.14.
"""

import math
from collections.abc import Callable

_STEPS = 300
_TINY = 1e-300


def beta_share(x: float, a: float, b: float) -> float:
    """Return how much of a beta distribution with these parameters (above zero) lies below `x`."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def beta_point(share: float, a: float, b: float) -> float:
    """Return the `x` below which this share of a beta distribution lies."""
    return _solved(lambda x: beta_share(x, a, b), share)


def t_point(share: float, freedom: float) -> float:
    """Return the point below which this share (0.5 to 1) of Student's distribution lies."""
    x = beta_point(2.0 * (1.0 - share), freedom / 2.0, 0.5)
    return math.sqrt(freedom * (1.0 - x) / x) if x > 0 else math.inf


def so_many(count: int, mean: float, dispersion: float) -> float:
    """Return the chance of `count` or more where `mean` are expected: negative binomial, variance
    `mean + dispersion * mean ** 2` (Poisson for a dispersion near zero)."""
    if count <= 0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    size = 1.0 / max(dispersion, 1e-6)
    return beta_share(mean / (mean + size), count, size)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, _apart(1.0 - (a + b) * x / (a + 1.0))
    whole = d = 1.0 / d
    for step in range(1, _STEPS):
        twice = 2 * step
        for term in (
            step * (b - step) * x / ((a - 1.0 + twice) * (a + twice)),
            -(a + step) * (a + b + step) * x / ((a + twice) * (a + 1.0 + twice)),
        ):
            d = 1.0 / _apart(1.0 + term * d)
            c = _apart(1.0 + term / c)
            whole *= d * c
        if abs(d * c - 1.0) < 1e-12:
            break
    return whole


def _apart(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _solved(rising: Callable[[float], float], share: float) -> float:
    """Return where a rising function of 0 to 1 takes a value, by false position (the Illinois way) within bisection."""
    low, high = 0.0, 1.0
    at_low, at_high = -share, 1.0 - share
    for step in range(200):
        middle = (low + high) / 2 if step % 3 == 0 else low - at_low * (high - low) / (at_high - at_low)
        value = rising(middle) - share
        if value < 0:
            low, at_low, at_high = middle, value, at_high / 2 if step % 3 else at_high
        else:
            high, at_high, at_low = middle, value, at_low / 2 if step % 3 else at_low
        if high - low < 1e-9 * high or value == 0:
            break
    return (low + high) / 2 if value else middle
