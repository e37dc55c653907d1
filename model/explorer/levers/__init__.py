"""What a planner can move on the page of levers, and how a move becomes a change of the plan."""
