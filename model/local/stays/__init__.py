"""Length of stay, waits and readmission from a hospital's own extract."""
