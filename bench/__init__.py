"""How fast the engines are, beside other simulators on the same work: ``make bench`` or ``python -m bench``."""
