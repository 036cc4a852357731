package org.qemu.functional.report.internal.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.sqlite.SQLiteConfig;

/**
 * The results of tests over time, in a file of SQLite.
 *
 * <p>Several processes may use it at the same time: each waits up to a minute for the others. A
 * result that is stored already is not stored again, so that a report can be made twice.
 */
public final class HistoryStore implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int BUSY_MILLIS = 60_000;

    private final Path file;
    private final Connection connection;

    private HistoryStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Open a store, which is created if it does not exist.
     *
     * @throws IOException if it cannot be opened, or a newer program has written it
     */
    public static HistoryStore open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
            HistoryStore store = new HistoryStore(file, connection);
            try {
                store.prepare();
                return store;
            } catch (SQLException | IOException e) {
                store.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(file, "open", e);
        }
    }

    private void prepare() throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
                version = found.next() ? found.getInt(1) : 0;
            }
            if (version > VERSION) {
                throw new IOException(
                        "the history '%s' has version %d, which this program does not know; use a newer one"
                                .formatted(file, version));
            }
            statement.executeUpdate(
                    """
                    CREATE TABLE IF NOT EXISTS result (
                      test TEXT NOT NULL, name TEXT NOT NULL, started TEXT NOT NULL, verdict TEXT NOT NULL, kind TEXT,
                      duration REAL NOT NULL, run TEXT NOT NULL, qemu TEXT NOT NULL, attempt INTEGER NOT NULL,
                      PRIMARY KEY (test, started, run, attempt)) WITHOUT ROWID
                    """);
            statement.executeUpdate("CREATE INDEX IF NOT EXISTS result_name ON result (name)");
            statement.executeUpdate("PRAGMA user_version = " + VERSION);
        }
    }

    /** Store results, all or none of them, and return how many are new. */
    public int add(List<StoredResult> results) throws IOException {
        String insert = "INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try {
            connection.setAutoCommit(false);
            int added = 0;
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                for (StoredResult result : results) {
                    bind(statement, result);
                    added += statement.executeUpdate();
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
            return added;
        } catch (SQLException e) {
            throw failure(file, "write", e);
        }
    }

    private static void bind(PreparedStatement statement, StoredResult result) throws SQLException {
        statement.setString(1, result.test());
        statement.setString(2, result.name());
        statement.setString(3, result.started());
        statement.setString(4, result.verdict().label());
        statement.setString(5, result.kind());
        statement.setDouble(6, result.duration());
        statement.setString(7, result.run());
        statement.setString(8, result.qemu());
        statement.setInt(9, result.attempt());
    }

    /**
     * Return the results of tests whose ID is given or whose name contains it, of all tests if it
     * is {@code null}: those of a test together, the oldest first.
     */
    public List<StoredResult> results(@Nullable String test) throws IOException {
        String select =
                """
                SELECT test, name, started, verdict, kind, duration, run, qemu, attempt FROM result
                WHERE ?1 IS NULL OR test = ?1 OR instr(name, ?1) > 0
                ORDER BY test, started, run, attempt
                """;
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, test);
            List<StoredResult> results = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    results.add(result(found));
                }
            }
            return results;
        } catch (SQLException e) {
            throw failure(file, "read", e);
        }
    }

    private static StoredResult result(ResultSet found) throws SQLException {
        return new StoredResult(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                TestVerdict.of(found.getString(4)),
                found.getString(5),
                found.getDouble(6),
                found.getString(7),
                found.getString(8),
                found.getInt(9));
    }

    /** Delete results that began before a time in ISO 8601, and return how many. */
    public int deleteBefore(String time) throws IOException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM result WHERE started < ?")) {
            statement.setString(1, time);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(file, "write", e);
        }
    }

    private static IOException failure(Path file, String action, SQLException e) {
        return new IOException(
                "cannot %s the history '%s': %s".formatted(action, file, e.getMessage()), e);
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, "close", e);
        }
    }
}
