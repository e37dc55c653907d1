"""An explorer in which everything goes wrong that can: for a test of what a visitor sees of it."""

import streamlit as st
from streamlit import App

from model.explorer.serving import said

app = App(__file__, on_script_error=said)


def fail() -> None:
    raise ZeroDivisionError("a secret of the server")


@st.fragment
def part() -> None:
    if st.button("part"):
        fail()


if __name__ == "__main__":
    st.session_state["language"] = st.query_params["lang"]
    st.title("Faulty")
    st.button("change", on_click=fail)
    part()
    if st.button("page"):
        fail()
