"""Normal and gamma quantiles by named algorithms in scalar arithmetic (Rule 1.5).

``math.lgamma`` and ``math.gamma`` are not used: compiled and interpreted they differ in the last bits.
"""

import math
from typing import Final

from model.care._compile import compiled

_SERIES_TOLERANCE: Final = 1e-17
_FRACTION_TOLERANCE: Final = 2.0**-52
_MOST_TERMS: Final = 100_000
_TINY: Final = 1e-300
_ALMOST_ONE: Final = 1.0 - 2.0**-53
# Newton's error is squared at each step: a step this small leaves an error below rounding.
_LAST_STEP: Final = 1e-9
_MOST_STEPS: Final = 200
_LARGEST_LOG: Final = 700.0
_HALF_LOG_TWO_PI: Final = 0.91893853320467274178


@compiled
def normal_quantile(u: float) -> float:
    """Rule 1.5: quantile of the standard normal distribution.

    Algorithm AS 241, PPND16: M. J. Wichura, "The percentage points of the normal distribution", Applied
    Statistics 37 (1988), 477-484.  Relative accuracy about 1 part in 10**16.

    Parameters
    ----------
    u : float
        Probability, strictly inside (0, 1).

    Returns
    -------
    float
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2.5090809287301226727e3 * r
                     + 3.3430575583588128105e4) * r
                    + 6.7265770927008700853e4) * r
                   + 4.5921953931549871457e4) * r
                  + 1.3731693765509461125e4) * r
                 + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r
               + 3.3871328727963666080e0)  # fmt: skip
        bottom = (((((((5.2264952788528545610e3 * r
                        + 2.8729085735721942674e4) * r
                       + 3.9307895800092710610e4) * r
                      + 2.1213794301586595867e4) * r
                     + 5.3941960214247511077e3) * r
                    + 6.8718700749205790830e2) * r
                   + 4.2313330701600911252e1) * r
                  + 1.0)  # fmt: skip
        return q * top / bottom
    r = math.sqrt(-math.log(u if q <= 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.74545014278341407640e-4 * r
                     + 2.27238449892691845833e-2) * r
                    + 2.41780725177450611770e-1) * r
                   + 1.27045825245236838258e0) * r
                  + 3.64784832476320460504e0) * r
                 + 5.76949722146069140550e0) * r
                + 4.63033784615654529590e0) * r
               + 1.42343711074968357734e0)  # fmt: skip
        bottom = (((((((1.05075007164441684324e-9 * r
                        + 5.47593808499534494600e-4) * r
                       + 1.51986665636164571966e-2) * r
                      + 1.48103976427480074590e-1) * r
                     + 6.89767334985100004550e-1) * r
                    + 1.67638483018380384940e0) * r
                   + 2.05319162663775882187e0) * r
                  + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r
                     + 2.71155556874348757815e-5) * r
                    + 1.24266094738807843860e-3) * r
                   + 2.65321895265761230930e-2) * r
                  + 2.96560571828504891230e-1) * r
                 + 1.78482653991729133580e0) * r
                + 5.46378491116411436990e0) * r
               + 6.65790464350110377720e0)  # fmt: skip
        bottom = (((((((2.04426310338993978564e-15 * r
                        + 1.42151175831644588870e-7) * r
                       + 1.84631831751005468180e-5) * r
                      + 7.86869131145613259100e-4) * r
                     + 1.48753612908506148525e-2) * r
                    + 1.36929880922735805310e-1) * r
                   + 5.99832206555887937690e-1) * r
                  + 1.0)  # fmt: skip
    return -top / bottom if q < 0.0 else top / bottom


@compiled
def log_gamma(x: float) -> float:
    """Rule 1.5: logarithm of the gamma function of a positive number.

    Stirling's series with seven terms from 10 on (Abramowitz and Stegun 6.1.40), the recurrence below.
    Error below 1e-14, absolute or relative, whichever is larger.
    """
    product = 1.0
    while x < 10.0:
        product *= x
        x += 1.0
    r = 1.0 / (x * x)
    series = ((((((r / 156.0 - 691.0 / 360360.0) * r
                  + 1.0 / 1188.0) * r
                 - 1.0 / 1680.0) * r
                + 1.0 / 1260.0) * r
               - 1.0 / 360.0) * r
              + 1.0 / 12.0) / x  # fmt: skip
    return (x - 0.5) * math.log(x) - x + _HALF_LOG_TWO_PI + series - math.log(product)


@compiled
def _log_gamma_tail(shape: float, log_x: float, upper: bool, log_gamma_next: float) -> float:
    # Logarithm of the regularised incomplete gamma function, P(shape, x) or, if `upper`, Q(shape, x).
    # Pearson's series below shape + 1, Legendre's continued fraction by Lentz's method above.
    # `log_gamma_next` is log Gamma(shape + 1).
    x = math.exp(log_x)
    log_front = shape * log_x - x - log_gamma_next
    if x < shape + 1.0:
        term = 1.0
        total = 1.0
        n = shape
        for _ in range(_MOST_TERMS):
            n += 1.0
            term *= x / n
            total += term
            if term < total * _SERIES_TOLERANCE:
                break
        log_lower = log_front + math.log(total)
        if upper:
            return math.log1p(-min(math.exp(log_lower), _ALMOST_ONE))
        return log_lower
    b = x + 1.0 - shape
    c = 1.0 / _TINY
    d = 1.0 / b
    fraction = d
    for j in range(1, _MOST_TERMS):
        a = j * (shape - j)
        b += 2.0
        d = a * d + b
        if abs(d) < _TINY:
            d = _TINY
        c = b + a / c
        if abs(c) < _TINY:
            c = _TINY
        d = 1.0 / d
        change = d * c
        fraction *= change
        if abs(change - 1.0) <= _FRACTION_TOLERANCE:
            break
    log_upper = log_front + math.log(shape * fraction)
    if upper:
        return log_upper
    return math.log1p(-min(math.exp(log_upper), _ALMOST_ONE))


@compiled
def gamma_quantile(shape: float, u: float) -> float:
    """Rule 1.5: quantile of the gamma distribution with scale 1.

    Newton's method, kept inside a bracket, for the logarithm of the regularised incomplete gamma function
    of the nearer tail as a function of log x, in which both tails are concave.  It starts from Wilson and
    Hilferty (1931), or from the first term of the series where that is small.  Relative error below
    1e-12 for shapes from 0.05 to 10,000 (the tests compare with SciPy).

    Parameters
    ----------
    shape : float
        Positive.
    u : float
        Probability, strictly inside (0, 1).

    Returns
    -------
    float
        0 where the quantile is below the smallest float (small shapes).
    """
    log_gamma_next = log_gamma(shape + 1.0)
    upper = u > 0.5
    target = math.log(1.0 - u) if upper else math.log(u)
    log_x = (math.log(u) + log_gamma_next) / shape
    if log_x > math.log(0.2 * (shape + 1.0)):
        ninth = 1.0 / (9.0 * shape)
        root = 1.0 - ninth + normal_quantile(u) * math.sqrt(ninth)
        if root > 0.1:
            log_x = math.log(shape) + 3.0 * math.log(root)
    lowest = -math.inf
    highest = _LARGEST_LOG
    for _ in range(_MOST_STEPS):
        log_tail = _log_gamma_tail(shape, log_x, upper, log_gamma_next)
        excess = log_tail - target
        if (excess > 0.0) == upper:
            lowest = log_x
        else:
            highest = log_x
        # d log P / d log x = x f(x) / P; for Q the same with the opposite sign.
        log_slope = shape * log_x - math.exp(log_x) - log_gamma_next + math.log(shape) - log_tail
        slope = math.exp(min(log_slope, _LARGEST_LOG))
        step = excess / max(slope, _TINY)
        if not upper:
            step = -step
        following = log_x + step
        if following <= lowest or following >= highest:
            if abs(step) <= _LAST_STEP:
                break
            following = 0.5 * (max(lowest, log_x - 2.0) + min(highest, log_x + 2.0))
        step = following - log_x
        log_x = following
        if abs(step) <= _LAST_STEP:
            break
    return math.exp(log_x)
