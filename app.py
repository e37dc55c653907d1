"""The explorer: ``make app``. Pages live in `model.explorer`; this file serves them and is what is run to show one."""

from streamlit import App

from model.explorer.serving import said, serving

app = App(__file__, lifespan=serving, on_script_error=said)

if __name__ == "__main__":
    from model.explorer.main import main

    main()
