"""Who is calling: a person with a session, a client with a token, a system with a signature."""
