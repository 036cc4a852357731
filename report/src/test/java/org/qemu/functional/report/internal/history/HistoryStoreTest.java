package org.qemu.functional.report.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.report.internal.model.TestVerdict;

class HistoryStoreTest {
    @TempDir private Path folder;

    @Test
    void keepsResultsAndStoresNoneTwice() throws IOException {
        StoredResult result = result("a", 1, TestVerdict.PASSED, 1);
        try (HistoryStore store = store()) {
            assertThat(store.add(List.of(result, result("b", 1, TestVerdict.FAILED, 1))))
                    .isEqualTo(2);
            assertThat(store.add(List.of(result))).isZero();
        }
        try (HistoryStore store = store()) {
            assertThat(store.results("a")).containsExactly(result);
            assertThat(store.results("86_64.a")).containsExactly(result);
            assertThat(store.results(null)).hasSize(2);
            assertThat(store.results("%")).isEmpty();
            assertThat(store.deleteBefore("2026-12-01")).isEqualTo(2);
        }
    }

    @Test
    void severalWritersWaitForEachOther() throws Exception {
        int writers = 4;
        store().close();
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String test = "test" + i;
                all.add(threads.submit(() -> addOneByOne(test)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
        try (HistoryStore store = store()) {
            assertThat(store.results(null)).hasSize(writers * 10);
        }
    }

    private Object addOneByOne(String test) throws IOException {
        try (HistoryStore store = store()) {
            for (int run = 1; run <= 10; run++) {
                store.add(List.of(result(test, run, TestVerdict.PASSED, 1)));
            }
        }
        return test;
    }

    @Test
    void refusesOtherFilesAndNewerVersions() throws IOException, SQLException {
        Path other =
                Files.writeString(
                        folder.resolve("other"), "no database at all, but a text of some length");
        assertThatThrownBy(() -> HistoryStore.open(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot open the history");
        store().close();
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("history.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::store)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void tellsSinceWhenATestFailsAndHowOftenItIsFlaky() {
        List<StoredResult> results =
                List.of(
                        result("a", 1, TestVerdict.PASSED, 1),
                        result("a", 2, TestVerdict.FAILED, 1),
                        result("a", 2, TestVerdict.FAILED, 2),
                        result("a", 2, TestVerdict.PASSED, 3),
                        result("a", 3, TestVerdict.FAILED, 1),
                        result("a", 4, TestVerdict.SKIPPED, 1),
                        result("a", 5, TestVerdict.ERROR, 1));
        TestHistory history = TestHistory.of(results).get(0);
        assertThat(history.runs())
                .extracting(HistoryRun::verdict)
                .containsExactly(
                        TestVerdict.PASSED,
                        TestVerdict.FLAKY,
                        TestVerdict.FAILED,
                        TestVerdict.SKIPPED,
                        TestVerdict.ERROR);
        assertThat(history.firstFailure()).isEqualTo("2026-11-03T00:00:01Z");
        assertThat(history.lastPass()).isEqualTo("2026-11-02T00:00:01Z");
        assertThat(history.flakeRate()).isEqualTo(0.5);
        assertThat(HistoryData.of(List.of(history)).days())
                .containsExactly(
                        "2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05");
    }

    private HistoryStore store() throws IOException {
        return HistoryStore.open(folder.resolve("history.sqlite"));
    }

    private static StoredResult result(String test, int day, TestVerdict verdict, int attempt) {
        return new StoredResult(
                test,
                "x86_64." + test,
                "2026-11-%02dT00:00:0%dZ".formatted(day, attempt),
                verdict,
                null,
                1.5,
                "night " + day,
                "10.0.2",
                attempt);
    }
}
