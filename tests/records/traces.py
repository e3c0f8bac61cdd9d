"""Looking for values in everything that a database holds."""

from collections.abc import Sequence

from sqlalchemy import Engine, text


def traces(engine: Engine, marks: Sequence[str]) -> list[tuple[str, str]]:
    """Every mark that can be read anywhere, with the table and column: in texts, JSON and bytes, as the database itself writes them out."""
    with engine.connect() as connection:
        columns = connection.execute(
            text("SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema()")
        ).all()
        found = []
        for table, column, kind in columns:
            name = f'"{column}"'
            shown = f"encode({name}, 'escape')" if kind == "bytea" else f"{name}::text"
            for mark in marks:
                # PostgreSQL writes bytes beyond ASCII out in octal.
                wanted = "".join(f"\\{byte:03o}" for byte in mark.encode()) if kind == "bytea" and not mark.isascii() else mark
                query = text(f"SELECT count(*) FROM {table} WHERE position(:mark IN {shown}) > 0")
                if connection.execute(query, {"mark": wanted}).scalar_one():
                    found.append((mark, f"{table}.{column}"))
    return found
