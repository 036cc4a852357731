package org.qemu.functional.tests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class ConcurrentlyTest {
    @Test
    void returnsWhatEachReturns() {
        assertThat(Concurrently.all(() -> 1, () -> 2)).containsExactly(1, 2);
    }

    @Test
    void tellsWhatFailed() {
        IOException failure = new IOException("no route");
        assertThatThrownBy(
                        () ->
                                Concurrently.all(
                                        () -> 1,
                                        () -> {
                                            throw failure;
                                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("no route")
                .hasCause(failure);
    }

    @Test
    void missingAssetSkipsTheTest() {
        TestAbortedException missing = new TestAbortedException("the asset is unavailable");
        assertThatThrownBy(
                        () ->
                                Concurrently.all(
                                        () -> {
                                            throw missing;
                                        }))
                .isSameAs(missing);
    }
}
