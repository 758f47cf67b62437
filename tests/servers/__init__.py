"""Real servers of other people's making, started privately for a test: no system service is touched."""
