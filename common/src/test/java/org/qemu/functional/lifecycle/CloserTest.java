package org.qemu.functional.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {
    private final List<String> closed = new ArrayList<>();
    private final Closer closer = new Closer();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    private AutoCloseable broken(String name) {
        return () -> {
            closed.add(name);
            throw new IOException(name);
        };
    }

    @Test
    void closesInReverseOrderAndOnce() throws Exception {
        closer.register(resource("first"));
        closer.register(resource("second"));
        closer.closeAll();
        closer.closeAll();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesTheOthersWhenOneFails() {
        closer.register(resource("first"));
        closer.register(broken("second"));
        closer.register(broken("third"));
        assertThatThrownBy(closer::closeAll)
                .isInstanceOf(IOException.class)
                .hasMessage("third")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void closesAtOnceWhatComesTooLate() throws Exception {
        closer.closeAll();
        assertThatThrownBy(() -> closer.register(resource("late")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(closed).containsExactly("late");
    }
}
