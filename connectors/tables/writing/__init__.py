"""Writing checked records into the rooms below, table by table."""
