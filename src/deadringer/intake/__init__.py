"""What a person hands over (a file, words, a number, a link), told apart and read into a call and its turns."""
