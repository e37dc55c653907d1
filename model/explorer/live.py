"""A run on a page: how far it is, what there is of it, and looking again while more comes, without the page jumping."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from model.explorer import running
from model.explorer.running import Run
from model.explorer.words import _, number
from model.scenario.schema import Scenario

REPLICATIONS = (10, 20, 50)
EVERY_SECONDS = 0.4
DRAWN = "drawn"
"""Where a session holds in what state of its run the page was last drawn to its end."""


def wanted(able: Sequence[int]) -> int:
    """Ask how many replications."""
    n = st.segmented_control(_("Replications"), able, default=able[0], required=True,
                             key="replications", help=_("Independent repetitions of chance. More of them make "
                                                        "the probabilities and ranges sharper."))
    return int(n or able[0])


def show(key: str, scenarios: Mapping[str, Scenario], replications: int, shown: Callable[[Run], None],
         least: int = 1) -> None:
    """Run scenarios and show what there is, again and again while more comes.

    Parameters
    ----------
    key : str
        Under which the session holds the run: each page has one of its own.
    scenarios : dict of Scenario
    replications : int
    shown : callable
        Shows a run of which there are ``least`` replications.
    least : int
    """
    run = running.asked(st.session_state.get(key), scenarios, replications)
    st.session_state[key] = run
    idle = not (run.complete or _waits(run) or run.stopped or _failed(run))
    if idle and not running.is_large(scenarios):
        running.begin(run)
    running.collect(run)
    st.fragment(_watched, run_every=EVERY_SECONDS if _waits(run) else None)(run, [DRAWN])
    st.fragment(_content)(run, shown, least)


def _state_of(run: Run) -> tuple[int, bool]:
    """Return what a page that shows a run depends on: of how many replications, and whether more is to come."""
    return run.together, _waits(run)


def _watched(run: Run, with_page: list[str]) -> None:
    """Show how far a run is: little, and therefore often. The page is drawn anew when there is more to show on it.

    ``with_page`` is emptied by the first call, which comes with the page itself: what belongs to it is drawn next.
    """
    if run.full:
        running.begin(run)
    running.collect(run)
    _progress(run)
    if with_page:
        with_page.clear()
    elif not _waits(run) or _state_of(run) != st.session_state.get(DRAWN):
        # Only a run of the whole page ends the looking.
        st.rerun()


def _content(run: Run, shown: Callable[[Run], None], least: int) -> None:
    state = _state_of(run)
    try:
        if run.together >= least:
            shown(run)
        else:
            # As high as what comes, so that the page does not jump.
            st.container(height=900, border=False)
    except Exception:
        st.session_state[DRAWN] = state
        raise
    # Not before: another run of the page can break this one off.
    st.session_state[DRAWN] = state


def _failed(run: Run) -> bool:
    return run.job is not None and run.job.state == "failed"


def _waits(run: Run) -> bool:
    """Tell whether something is still to come."""
    return run.at_work or bool(run.full)


def _progress(run: Run) -> None:
    with st.container(height=92, border=True):
        text, button = st.columns([5, 1.3], vertical_alignment="center")
        done = sum(len([n for n in seen if n < run.wanted]) for seen in run.seen.values())
        total = run.wanted * len(run.scenarios)
        words, action = _state(run)
        if run.complete:
            text.write(words)
        else:
            text.progress(min(1.0, done / total), text=words)
        if action == "cancel":
            button.button(_("Cancel"), key="cancel", icon=":material/stop_circle:", on_click=running.stop, args=(run,),
                          width="stretch")
        elif action:
            button.button(action, key="go_on", icon=":material/play_arrow:", on_click=_go_on, args=(run,),
                          width="stretch")


def _go_on(run: Run) -> None:
    if _failed(run):
        run.job = None
    running.begin(run)


def _state(run: Run) -> tuple[str, str]:
    """Return what is said of the work, and what the button does: cancel, or the words to go on."""
    n, wanted = number(run.there), number(run.wanted)
    if run.complete:
        return _("Done: {wanted} replications.", wanted=wanted), ""
    if run.full == "own":
        return _("Your other work is still running; this waits for it."), ""
    if run.full:
        return _("The server is busy with the work of others; this waits for a place."), ""
    if _failed(run):
        assert run.job is not None
        return _("The run failed. Whoever runs this server finds it in the log under {mark}.",
                 mark=run.job.mark), _("Try again")
    if run.stopped:
        return _("Stopped after {n} of {wanted} replications; what has come is kept.", n=n, wanted=wanted), _("Go on")
    if not run.at_work:
        return _("This plan is large: a run takes minutes."), _("Run")
    assert run.job is not None
    left = run.job.seconds_left
    if left != left:
        return _("Running: {n} of {wanted} replications.", n=n, wanted=wanted), "cancel"
    return _("Running: {n} of {wanted} replications, about {seconds} s left.", n=n, wanted=wanted,
             seconds=number(max(1.0, left))), "cancel"
