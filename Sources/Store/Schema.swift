/// Every version of the tables, oldest first: SQL only, appended to, never edited after a release.
///
/// `PRAGMA user_version` says how many have been applied.
enum Schema {
  /// `daop`, so that another program's file is not taken for ours.
  static let applicationID = 0x6461_6f70

  static let versions = [one, two, three, four, five, six, seven, eight]

  /// Messages that wait for their hour, and those that tell of several alerts: `message` is the delivery that names one.
  private static let two = """
    ALTER TABLE outbox ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbox ADD COLUMN release_at INTEGER;
    ALTER TABLE outbox ADD COLUMN message TEXT;
    """

  /// Only an office that limits the messages of a day pays for this; made when it first does.
  static let dailyCount = """
    CREATE INDEX IF NOT EXISTS outbox_claimed ON outbox (party, claimed_at) WHERE claimed_at IS NOT NULL;
    """

  private static let one = """
    CREATE TABLE meta (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      instance TEXT NOT NULL,
      head_seq INTEGER NOT NULL,
      head_hash BLOB NOT NULL,
      last_instant INTEGER,
      decided_through INTEGER
    ) STRICT;

    CREATE TABLE epoch (number INTEGER PRIMARY KEY, process INTEGER NOT NULL) STRICT;

    CREATE TABLE duty_state (
      duty TEXT PRIMARY KEY NOT NULL,
      due INTEGER NOT NULL,
      phase TEXT NOT NULL CHECK (phase IN ('open', 'done', 'lapsed', 'withdrawn')),
      settled TEXT NOT NULL,
      pending TEXT NOT NULL,
      alert TEXT,
      alert_due INTEGER,
      alert_rung TEXT,
      alert_level TEXT,
      alert_at INTEGER,
      answered INTEGER,
      promise INTEGER,
      hash BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE alert (
      id TEXT PRIMARY KEY NOT NULL,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('raised', 'acknowledged', 'closed')),
      duty TEXT NOT NULL,
      duty_kind TEXT NOT NULL,
      title TEXT NOT NULL,
      project TEXT,
      project_name TEXT,
      milestone TEXT,
      due INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      rung TEXT NOT NULL,
      level TEXT NOT NULL,
      rung_name TEXT NOT NULL,
      colour TEXT,
      template TEXT NOT NULL,
      reason TEXT NOT NULL,
      scheduled_at INTEGER NOT NULL,
      raised_at INTEGER NOT NULL,
      answer_by INTEGER,
      superseded TEXT NOT NULL,
      recipients TEXT NOT NULL,
      chain TEXT NOT NULL,
      requirement TEXT,
      provisional INTEGER NOT NULL,
      drill INTEGER NOT NULL,
      acknowledgements INTEGER NOT NULL,
      hash BLOB NOT NULL,
      UNIQUE (year, number)
    ) STRICT;
    CREATE INDEX alert_open ON alert (state) WHERE state <> 'closed';
    CREATE INDEX alert_duty ON alert (duty);
    CREATE INDEX alert_project ON alert (project) WHERE project IS NOT NULL;

    CREATE TABLE acknowledgement (
      alert TEXT NOT NULL REFERENCES alert (id),
      ordinal INTEGER NOT NULL,
      party TEXT,
      actor TEXT NOT NULL,
      note TEXT NOT NULL,
      promise INTEGER,
      at INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (alert, ordinal)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      alert TEXT NOT NULL REFERENCES alert (id),
      party TEXT,
      role TEXT,
      channel TEXT NOT NULL,
      address TEXT NOT NULL,
      key TEXT NOT NULL UNIQUE,
      retry_attempts INTEGER NOT NULL,
      retry_first INTEGER NOT NULL,
      retry_longest INTEGER NOT NULL,
      hash BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'dead')),
      attempts INTEGER NOT NULL,
      may_have_arrived INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      not_before INTEGER,
      epoch INTEGER,
      claimed_at INTEGER,
      settled_at INTEGER,
      detail TEXT
    ) STRICT;
    CREATE INDEX outbox_pending ON outbox (channel, not_before, seq) WHERE state = 'pending';
    CREATE INDEX outbox_sending ON outbox (seq) WHERE state = 'sending';
    CREATE INDEX outbox_alert ON outbox (alert);

    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      duty TEXT,
      due TEXT,
      rung TEXT,
      alert TEXT,
      delivery TEXT,
      party TEXT,
      actor TEXT,
      reason TEXT,
      detail TEXT NOT NULL,
      prev BLOB NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX journal_duty ON journal (duty) WHERE duty IS NOT NULL;
    CREATE INDEX journal_alert ON journal (alert) WHERE alert IS NOT NULL;
    CREATE TRIGGER journal_update BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_delete BEFORE DELETE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_insert BEFORE INSERT ON journal
      WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    """

  /// What was decided and reported since the ledger was written.
  private static let three = """
    CREATE TABLE answer (
      number INTEGER PRIMARY KEY,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      party TEXT,
      reason TEXT NOT NULL,
      kind TEXT NOT NULL,
      fields TEXT NOT NULL,
      basis TEXT NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER answer_update BEFORE UPDATE ON answer
      BEGIN SELECT RAISE(ABORT, 'answers are only added'); END;
    CREATE TRIGGER answer_delete BEFORE DELETE ON answer
      BEGIN SELECT RAISE(ABORT, 'answers are only added'); END;
    """

  /// Versions of policies, and by which of them the last alert of a duty was raised.
  private static let five = """
    CREATE TABLE policy (
      version INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      written TEXT NOT NULL,
      hash BLOB NOT NULL
    ) STRICT;
    ALTER TABLE duty_state ADD COLUMN alert_policy INTEGER;
    """

  /// What waits for one webhook is found without going through what waits for the others.
  private static let four = """
    DROP INDEX outbox_pending;
    CREATE INDEX outbox_pending ON outbox (channel, not_before, seq) WHERE state = 'pending' AND channel <> 'webhook';
    CREATE INDEX outbox_hooks ON outbox (address, not_before, seq) WHERE state = 'pending' AND channel = 'webhook';
    """

  /// Fewer indices, for storms: alerts are found by year and number, deliveries by their alert, what the journal has of an
  /// alert by its duty. The log keeps its place instead of rows in the outbox; `lane` says up to which place a route has claimed what waited for it.
  private static let six = """
    CREATE TABLE new_alert (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('raised', 'acknowledged', 'closed')),
      duty TEXT NOT NULL,
      duty_kind TEXT NOT NULL,
      title TEXT NOT NULL,
      project TEXT,
      project_name TEXT,
      milestone TEXT,
      due INTEGER NOT NULL,
      due_at INTEGER NOT NULL,
      rung TEXT NOT NULL,
      level TEXT NOT NULL,
      rung_name TEXT NOT NULL,
      colour TEXT,
      template TEXT NOT NULL,
      reason TEXT NOT NULL,
      scheduled_at INTEGER NOT NULL,
      raised_at INTEGER NOT NULL,
      answer_by INTEGER,
      superseded TEXT NOT NULL,
      recipients TEXT NOT NULL,
      chain TEXT NOT NULL,
      requirement TEXT,
      provisional INTEGER NOT NULL,
      drill INTEGER NOT NULL,
      acknowledgements INTEGER NOT NULL,
      hash BLOB NOT NULL,
      UNIQUE (year, number)
    ) STRICT;
    INSERT INTO new_alert SELECT rowid, * FROM alert ORDER BY rowid;
    DROP TABLE alert;
    ALTER TABLE new_alert RENAME TO alert;
    CREATE INDEX alert_open ON alert (state) WHERE state <> 'closed';
    CREATE INDEX alert_duty ON alert (duty);
    CREATE INDEX alert_project ON alert (project) WHERE project IS NOT NULL;

    CREATE TABLE new_acknowledgement (
      alert TEXT NOT NULL,
      ordinal INTEGER NOT NULL,
      party TEXT,
      actor TEXT NOT NULL,
      note TEXT NOT NULL,
      promise INTEGER,
      at INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (alert, ordinal)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_acknowledgement SELECT * FROM acknowledgement;
    DROP TABLE acknowledgement;
    ALTER TABLE new_acknowledgement RENAME TO acknowledgement;

    CREATE TABLE new_outbox (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      alert TEXT NOT NULL,
      party TEXT,
      role TEXT,
      channel TEXT NOT NULL,
      address TEXT NOT NULL,
      key TEXT NOT NULL,
      retry_attempts INTEGER NOT NULL,
      retry_first INTEGER NOT NULL,
      retry_longest INTEGER NOT NULL,
      hash BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'dead')),
      attempts INTEGER NOT NULL,
      may_have_arrived INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      not_before INTEGER,
      epoch INTEGER,
      claimed_at INTEGER,
      settled_at INTEGER,
      detail TEXT,
      urgent INTEGER NOT NULL DEFAULT 0,
      rank INTEGER NOT NULL DEFAULT 0,
      release_at INTEGER,
      message TEXT
    ) STRICT;
    INSERT INTO new_outbox SELECT * FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE new_outbox RENAME TO outbox;
    CREATE UNIQUE INDEX outbox_alert ON outbox (alert, id);
    CREATE INDEX outbox_pending ON outbox (channel, not_before, seq) WHERE state = 'pending' AND channel <> 'webhook';
    CREATE INDEX outbox_hooks ON outbox (address, not_before, seq) WHERE state = 'pending' AND channel = 'webhook';
    CREATE INDEX outbox_sending ON outbox (seq) WHERE state = 'sending';

    CREATE TABLE lane (
      channel TEXT NOT NULL,
      address TEXT NOT NULL,
      through INTEGER NOT NULL,
      PRIMARY KEY (channel, address)
    ) STRICT, WITHOUT ROWID;

    DROP INDEX journal_alert;
    ALTER TABLE meta ADD COLUMN logged INTEGER NOT NULL DEFAULT 0;
    UPDATE meta SET logged = (SELECT coalesce(max(seq), 0) FROM alert);
    """

  /// Messages that are under way as a whole, by the delivery that names each, with the places of all in it. What waits for its hour
  /// is known from when it was queued and the rules: nothing about it is written down.
  private static let seven = """
    CREATE TABLE message (
      id TEXT PRIMARY KEY NOT NULL,
      channel TEXT NOT NULL,
      address TEXT NOT NULL,
      party TEXT,
      claimed_at INTEGER NOT NULL,
      members TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    DROP INDEX IF EXISTS outbox_party;
    DROP INDEX IF EXISTS outbox_release;
    ALTER TABLE outbox DROP COLUMN release_at;
    """

  /// Open alerts in the order in which they are listed: a page of them is found without going through those that are closed.
  private static let eight = """
    DROP INDEX alert_open;
    CREATE INDEX alert_open ON alert (year, number) WHERE state <> 'closed';
    """
}
