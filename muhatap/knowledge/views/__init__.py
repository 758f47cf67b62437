"""Pages and parts of saved replies."""
