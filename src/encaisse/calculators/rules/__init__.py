"""What each calculator answers: pure, from what was typed and the law. One module each."""
