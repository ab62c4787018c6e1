"""Users in files, databases and the columns of data frames; storage writes users, but makes none."""
