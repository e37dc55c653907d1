"""The explorer: ``make app``. Pages live in `model.explorer`."""

from model.explorer.main import main

# A worker process imports this file under another name and shows nothing.
if __name__ == "__main__":
    main()
