"""sql.query: questions in SQL to the input tables or to a database."""
