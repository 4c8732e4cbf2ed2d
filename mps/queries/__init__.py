"""What the pages about the plan read: frozen rows, so that neither a template nor a serialiser can fire SQL."""
