// The database's tables, as a list of migrations: number n brings a database of schema version n to n + 1.

export const migrations: readonly string[] = [
  `
  CREATE TABLE identity (only INTEGER PRIMARY KEY CHECK (only = 1), server_id BLOB NOT NULL, created REAL NOT NULL);
  CREATE TABLE hosts (
    id BLOB PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, name TEXT NOT NULL, serial BLOB NOT NULL,
    certificate BLOB NOT NULL, issued REAL NOT NULL, expires REAL NOT NULL, revoked REAL
  ) WITHOUT ROWID;
  CREATE TABLE cards (
    id BLOB PRIMARY KEY, board TEXT NOT NULL, runtime BLOB NOT NULL, enrolled REAL NOT NULL, seen REAL, revoked REAL,
    groups TEXT NOT NULL DEFAULT '[]'
  ) WITHOUT ROWID;
  CREATE TABLE slots (
    card BLOB NOT NULL REFERENCES cards(id), generation INTEGER NOT NULL, host BLOB NOT NULL REFERENCES hosts(id),
    created REAL NOT NULL, revoked REAL, PRIMARY KEY (card, generation)
  ) WITHOUT ROWID;
  CREATE TABLE tickets (
    hash BLOB PRIMARY KEY, created REAL NOT NULL, expires REAL NOT NULL, used REAL, card BLOB, host BLOB
  ) WITHOUT ROWID;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY, started REAL NOT NULL, ended REAL, code TEXT, card BLOB NOT NULL, host BLOB,
    process TEXT NOT NULL, runtime BLOB NOT NULL, epochs INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX sessions_started ON sessions (started);
  CREATE TABLE epochs (
    session TEXT NOT NULL REFERENCES sessions(id), epoch INTEGER NOT NULL, started REAL NOT NULL,
    applet BLOB NOT NULL, channel BLOB NOT NULL, PRIMARY KEY (session, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE calls (
    scope BLOB PRIMARY KEY, digest BLOB NOT NULL, answer BLOB NOT NULL, at REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX calls_at ON calls (at);
  CREATE TABLE kv (
    process TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (process, key)
  ) WITHOUT ROWID;
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL
  );
  `,
  `
  ALTER TABLE tickets ADD COLUMN confirm INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE slots ADD COLUMN publisher BLOB;
  ALTER TABLE slots ADD COLUMN code TEXT;
  ALTER TABLE slots ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE hosts ADD COLUMN replaced BLOB;
  CREATE TABLE policy (kind TEXT NOT NULL, value TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID;
  `,
];
