#pragma once
// What GRDB's module of SQLite has as a variadic function, which Swift cannot call.
struct sqlite3;
extern int sqlite3_config(int, ...);

// Without its statistics on memory (9: SQLITE_CONFIG_MEMSTATUS), which take a lock for every allocation. Before the first
// use of SQLite; later it is refused and changes nothing.
static inline int daopai_sqlite_without_statistics(void) { return sqlite3_config(9, 0); }

extern int sqlite3_db_config(struct sqlite3 *, int, ...);

// Triggers of the schema do not fire for this connection (1003: SQLITE_DBCONFIG_ENABLE_TRIGGER).
static inline int daopai_sqlite_without_triggers(struct sqlite3 *connection) {
  return sqlite3_db_config(connection, 1003, 0, (int *)0);
}
