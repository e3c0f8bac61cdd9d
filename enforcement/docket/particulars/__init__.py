"""What a case file holds, by part of the file. Frozen records; money in fen."""
