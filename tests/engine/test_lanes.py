"""Draws taken eight at once are those that are taken one by one, bit for bit."""

import numba
import numpy as np

from model.care import draws
from model.engines.compiled import layout, pools

MOST = (1 << 32) - 1


@numba.njit
def _draw(jobs, identity, index, seed, replication):
    pools.draw_visit(jobs[0], identity, index, seed, replication)


def test_the_same_numbers_as_one_by_one():
    """Eight chains side by side are the same chains: also where a word is nought or has all its bits."""
    random = np.random.default_rng(1)
    identities = [draws.pack_identity(255, 32767, (1 << 40) - 1), 0, *random.integers(0, 1 << 62, 50).tolist()]
    for identity in identities:
        for index, seed, replication in ((0, 0, 0), (MOST, MOST, MOST), random.integers(0, MOST, 3).tolist()):
            job = np.zeros(1, layout.JOB)
            _draw(job, identity, index, seed, replication)
            one_by_one = [draws.uniform(seed, replication, identity, p, index) for p in layout.VISIT_DRAWS]
            assert job["draws"][0].tolist() == one_by_one


def test_every_draw_has_its_purpose():
    """The places in the record stand for the purposes that the other engine names."""
    names = ("FAILS", "TELEPHONE", "MEDICATION", "REPORTED", "IMPROVES", "EXAMINATION", "INTERMITTENT")
    for name in names:
        assert layout.VISIT_DRAWS[getattr(layout, name)] == getattr(layout.purposes, "VISIT_" + name)
