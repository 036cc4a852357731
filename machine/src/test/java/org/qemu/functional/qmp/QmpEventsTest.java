package org.qemu.functional.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.qemu.functional.settings.TimeoutScale;

class QmpEventsTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(60));

    private final QmpEvents events = new QmpEvents();

    private static JsonNode event(String name) {
        return Json.object().put("event", name);
    }

    private static boolean is(JsonNode event, String name) {
        return event.path("event").asText().equals(name);
    }

    @Test
    void looksAtEachEventOnceInAWait() throws Exception {
        int others = 2000;
        for (int i = 0; i < others; i++) {
            events.add(event("EARLY"));
        }
        AtomicInteger looks = new AtomicInteger();
        Semaphore looked = new Semaphore(0);
        CompletableFuture<JsonNode> wait =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return events.take(
                                        "WANTED",
                                        event -> {
                                            looks.incrementAndGet();
                                            looked.release();
                                            return is(event, "WANTED");
                                        },
                                        LONG);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        assertThat(looked.tryAcquire(others, LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < others; i++) {
            events.add(event("LATE"));
            assertThat(looked.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        events.add(event("WANTED"));
        assertThat(is(wait.get(), "WANTED")).isTrue();
        assertThat(looks).hasValue(2 * others + 1);
        assertThat(events.pending()).hasSize(2 * others);
    }

    @Test
    void looksAtEventsThatCameWhileOthersWereTaken() throws Exception {
        for (int i = 0; i < 10; i++) {
            events.add(event("E" + i));
        }
        for (int i = 9; i >= 0; i--) {
            String name = "E" + i;
            assertThat(events.take(name, event -> is(event, name), Duration.ZERO)).isNotNull();
        }
        assertThat(events.pending()).isEmpty();
    }
}
