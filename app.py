"""The explorer: ``make app``. Pages live in `model.explorer`."""

# A worker process imports this file under another name: it shows nothing and needs no pages.
if __name__ == "__main__":
    from model.explorer.main import main

    main()
