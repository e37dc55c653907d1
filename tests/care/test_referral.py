"""Decisions about referral (rule 6)."""

from __future__ import annotations

from model.care.draws import number_within_copy, pack_identity
from model.care.referral import willing_index


def test_every_question_has_a_draw_of_its_own() -> None:
    """Also after the sixty-third; the index stays within 32 bits."""
    questions = {willing_index(referral, asked) for referral in range(1, 40) for asked in range(1, 400)}
    assert len(questions) == 39 * 399
    assert willing_index(65535, 65535) == 2**32 - 1


def test_numbers_within_a_copy_have_no_gaps() -> None:
    """The people of copy 1 of 3 have the numbers 1, 4, 7, 10: their places among their own are 0 to 3."""
    people = [pack_identity(1, 0, k * 3 + 1) for k in range(4)]
    assert [number_within_copy(p, 3) for p in people] == [0, 1, 2, 3]
