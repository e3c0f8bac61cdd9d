"""What the papers of a case say: pure, from the case file and the journal; how they look is the business of `enforcement.printing`."""
