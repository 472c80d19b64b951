"""Statements of the hot path: built and compiled once, and run by SQLite's driver itself.

SQLAlchemy takes 15 to 40 µs of CPU to run a statement, SQLite 1 to 10. Postgres is asked as always: there the way to
the server and back is what costs.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Process = Callable[[Any], Any] | None


class AnyRow(Protocol):
    """A row: its columns are attributes, and in their order it is a tuple."""

    def __getattr__(self, name: str) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...


class HotStatement:
    """A statement with named parameters. A value that is a list is for an ``IN``.

    A write names all columns that have a default: the driver knows of none.
    """

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[tuple[object, ...], _Compiled] = {}

    def write(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it for each of these rows of values, which have the same names; there is at least one."""
        if not _is_sqlite(connection):
            connection.execute(self._statement, rows)
            return
        compiled = self._compiled.get(tuple(rows[0])) or self._compiled_for(connection.dialect, rows[0])
        _driver(connection).executemany(compiled.text, [compiled.bound(row) for row in rows])

    def read(self, connection: Connection, values: Values) -> Sequence[AnyRow]:
        """All rows that it finds."""
        if not _is_sqlite(connection):
            return connection.execute(self._statement, values).all()
        compiled = self._compiled_for(connection.dialect, values)
        return compiled.rows(_driver(connection).execute(compiled.text, compiled.bound(values)).fetchall())

    def _compiled_for(self, dialect: Dialect, values: Values) -> "_Compiled":
        """One for each set of names, and for each length of a list: see `server.storage.transaction.padded`."""
        key = tuple([(name, len(value)) if isinstance(value, list) else name for name, value in values.items()])
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = _Compiled(self._statement, dialect, values)
        return compiled


class _Compiled:
    """A statement as SQLite's driver takes it."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect, values: Values) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what is no DDL is compiled so
        assert not compiled.insert_prefetch, compiled.insert_prefetch  # noqa: S101 - see HotStatement
        state = compiled.construct_expanded_state(values)
        self.text = state.statement
        self._lists = dict(state.parameter_expansion)
        self._fixed = {name: value for name, value in state.parameters.items() if name not in values}
        types = {name: bind.type for name, bind in compiled.binds.items()}
        names = state.positiontup or ()
        self._bound = [(name, _to_driver(types.get(name), dialect)) for name in names]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._row: Any = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024 - its fields are known here only
        from_driver = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
        self._processed = [(place, process) for place, process in enumerate(from_driver) if process is not None]

    def bound(self, values: Values) -> Sequence[Any]:
        """Values in the order of the statement's places, as the driver takes them."""
        named = values
        if self._fixed or self._lists:
            named = {**self._fixed, **values}
            for name, places in self._lists.items():
                if name in values:
                    named.update(zip(places, _flat(values[name]), strict=True))
        return [named[name] if process is None else process(named[name]) for name, process in self._bound]

    def rows(self, found: Sequence[Sequence[Any]]) -> Sequence[AnyRow]:
        """What the driver has found, as the statement's types want it."""
        make, processed = self._row._make, self._processed
        if not processed:
            return [make(row) for row in found]
        shaped = []
        for row in found:
            columns = list(row)
            for place, process in processed:
                columns[place] = process(columns[place])
            shaped.append(make(columns))
        return shaped


def _flat(values: Sequence[Any]) -> Sequence[Any]:
    return [part for value in values for part in value] if isinstance(values[0], tuple) else values


def _to_driver(type_: TypeEngine[Any] | None, dialect: Dialect) -> Process:
    return None if type_ is None else type_.dialect_impl(dialect).bind_processor(dialect)


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _driver(connection: Connection) -> Any:
    """The `sqlite3.Connection` beneath."""
    return connection.connection.driver_connection
