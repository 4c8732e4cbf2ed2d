"""Files whose headings are not ours: which column of theirs fills which of ours, guessed, chosen and remembered."""
