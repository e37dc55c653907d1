"""What a planner writes: the schema, loading and inheritance, the catalogue of plans, the audit."""
