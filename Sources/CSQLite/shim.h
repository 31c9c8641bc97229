#pragma once
// What GRDB's module of SQLite has as a variadic function, which Swift cannot call.
extern int sqlite3_config(int, ...);

// Without its statistics on memory (9: SQLITE_CONFIG_MEMSTATUS), which take a lock for every allocation. Before the first
// use of SQLite; later it is refused and changes nothing.
static inline int daopai_sqlite_without_statistics(void) { return sqlite3_config(9, 0); }
