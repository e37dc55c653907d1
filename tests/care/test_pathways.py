"""Pathways: each person once a year, with the days of all pathways that began in it (rule 10.3)."""

from __future__ import annotations

from model.care.pathways import TO_ADMISSION, TO_PLACE, Pathways

ANNA, BO = 7, 8
EAST, WEST = 0, 1


def test_days_add_up_for_a_person_where_the_first_ended() -> None:
    pathways = Pathways(years=2, regions=2)
    pathways.count(TO_ADMISSION, ANNA, 0, EAST, 10.0)
    pathways.count(TO_ADMISSION, BO, 0, EAST, 5.0)
    # Anna moved west; her second pathway of the year is added to hers in the east.
    pathways.count(TO_ADMISSION, ANNA, 0, WEST, 2.5)
    pathways.count(TO_ADMISSION, ANNA, 1, WEST, 0.0)
    assert pathways.days[TO_ADMISSION].tolist() == [[17.5, 0.0], [0.0, 0.0]]
    assert pathways.people[TO_ADMISSION].tolist() == [[2, 0], [0, 1]]
    assert not pathways.people[TO_PLACE].any()


def test_a_pathway_is_left_once() -> None:
    pathways = Pathways(years=1, regions=1)
    pathways.begin(TO_PLACE, ANNA, 3.0)
    assert pathways.leave(TO_ADMISSION, ANNA) is None
    assert pathways.leave(TO_PLACE, ANNA) == 3.0
    assert pathways.leave(TO_PLACE, ANNA) is None
