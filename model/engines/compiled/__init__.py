"""The compiled engine in pieces: memory, calendar, queues, capacity, and a handler for every kind of event."""
