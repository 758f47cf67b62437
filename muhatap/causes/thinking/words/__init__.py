"""Words that rules go by, as text files that a native speaker can add to."""
