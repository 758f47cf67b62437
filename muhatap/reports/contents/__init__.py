"""What each page of measures has to show, for the screen and for paper alike."""
