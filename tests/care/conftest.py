"""Settings of the property tests of the rules."""

from hypothesis import settings

# The first example of a test compiles what it calls; how long one takes says nothing about the rule.
settings.register_profile("compiled rules", deadline=None)
settings.load_profile("compiled rules")
