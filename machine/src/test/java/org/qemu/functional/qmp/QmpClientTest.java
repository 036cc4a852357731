package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Tests the client with a fake QEMU that splits its replies, answers out of order, or exits, which
 * the real one rarely does.
 */
class QmpClientTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(20));
    private static final String GREETING =
            "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n";

    private Pipe fromQemu;
    private Pipe toQemu;
    private BufferedReader commands;

    @BeforeEach
    void open() throws IOException {
        fromQemu = Pipe.open();
        toQemu = Pipe.open();
        commands = new BufferedReader(Channels.newReader(toQemu.source(), UTF_8));
    }

    @AfterEach
    void close() throws IOException {
        fromQemu.sink().close();
        toQemu.source().close();
    }

    private void say(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                fromQemu.sink().write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode command() {
        try {
            return new ObjectMapper().readTree(commands.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reply(JsonNode command, String rest) {
        say("{\"id\": %s, %s}\r\n".formatted(command.path("id"), rest));
    }

    private QmpClient negotiated() throws Exception {
        CompletableFuture<Void> qemu =
                CompletableFuture.runAsync(
                        () -> {
                            say(GREETING);
                            reply(command(), "\"return\": {}");
                        });
        QmpClient client = negotiate(LONG);
        qemu.get();
        return client;
    }

    private QmpClient negotiate(Duration timeout) throws InterruptedException {
        return QmpClient.negotiate(fromQemu.source(), toQemu.sink(), Thread::new, timeout);
    }

    private CompletableFuture<JsonNode> ask(QmpClient client, String name) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.command(name, Map.of("name", name), LONG);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void readsRepliesThatComeInPieces() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "query-status");
        String reply = "{\"id\": %s, \"return\": \"grün\"}\r\n".formatted(command().path("id"));
        for (int i = 0; i < reply.length(); i++) {
            say(reply.substring(i, i + 1));
        }
        assertThat(answer.get().asText()).isEqualTo("grün");
        assertThat(client.greeting().path("capabilities").get(0).asText()).isEqualTo("oob");
    }

    @Test
    void matchesRepliesToConcurrentCommandsByTheirIds() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> one = ask(client, "one");
        JsonNode first = command();
        CompletableFuture<JsonNode> two = ask(client, "two");
        JsonNode second = command();
        reply(second, "\"return\": 2");
        reply(first, "\"return\": 1");
        assertThat(List.of(one.get().asInt(), two.get().asInt())).containsExactly(1, 2);
    }

    @Test
    void tellsClassAndWordsOfAnError() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "device_del");
        reply(
                command(),
                "\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"Device 'x' not found\"}");
        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        QmpCommandException.class,
                        e -> {
                            assertThat(e.errorClass()).isEqualTo("DeviceNotFound");
                            assertThat(e.description()).isEqualTo("Device 'x' not found");
                            assertThat(e).hasMessageContaining("device_del");
                        });
    }

    @Test
    void takesALineOfTenMegabytes() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "big");
        reply(command(), "\"return\": \"" + "x".repeat(10 << 20) + "\"");
        assertThat(answer.get().asText()).hasSize(10 << 20);
    }

    @Test
    void givesUpOnAReplyAtItsDeadline() throws Exception {
        QmpClient client = negotiated();
        assertThatThrownBy(() -> client.execute("query-status", Map.of(), Duration.ofMillis(1)))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("query-status");
    }

    @Test
    void outlivesAnInterruptOfTheOneWhoAsks() throws Exception {
        QmpClient client = negotiated();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> client.execute("query-status", Map.of(), LONG))
                .isInstanceOf(InterruptedException.class);
        command();
        CompletableFuture<JsonNode> answer = ask(client, "query-name");
        reply(command(), "\"return\": \"still here\"");
        assertThat(answer.get().asText()).isEqualTo("still here");
    }

    @Test
    void givesUpOnAQemuThatDoesNotRead() throws Exception {
        QmpClient client = negotiated();
        Map<String, String> muchMoreThanAPipeHolds = Map.of("text", "x".repeat(1 << 20));
        assertThatThrownBy(
                        () -> client.execute("echo", muchMoreThanAPipeHolds, Duration.ofMillis(1)))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("echo");
        client.close();
    }

    @Test
    void endsAWaitWhenQemuGoes() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "query-status");
        command();
        fromQemu.sink().close();
        assertThatThrownBy(answer::get).cause().isInstanceOf(QmpClosedException.class);
        assertThatThrownBy(() -> client.awaitEvent("STOP", any -> true, LONG))
                .isInstanceOf(QmpClosedException.class);
        assertThatThrownBy(() -> client.execute("query-status", Map.of(), LONG))
                .isInstanceOf(QmpClosedException.class);
    }

    @Test
    void endsWhenALineIsNotJson() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "query-status");
        command();
        say("no JSON\n");
        assertThatThrownBy(answer::get)
                .cause()
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("the monitor sent data that is not QMP: 'no JSON'");
    }

    @Test
    void takesAReplyOfThirtyMebibytes() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "big");
        reply(command(), "\"return\": \"" + "x".repeat(30 << 20) + "\"");
        assertThat(answer.get().asText()).hasSize(30 << 20);
    }

    @Test
    void cutsWhatItQuotes() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "big");
        command();
        say("{\"return\": " + "x".repeat(8 << 20) + "}\n");
        assertThatThrownBy(answer::get)
                .cause()
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("not QMP: '{\"return\": xxx")
                .hasMessageContaining("(8388620 bytes)")
                .message()
                .hasSizeLessThan(400);
    }

    @Test
    void cutsTheWordsOfAnError() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "big");
        String words = "x".repeat(2 << 20);
        reply(command(), "\"error\": {\"class\": \"GenericError\", \"desc\": \"" + words + "\"}");
        assertThatThrownBy(answer::get)
                .cause()
                .isInstanceOfSatisfying(
                        QmpCommandException.class,
                        e -> {
                            assertThat(e.description()).hasSize(2 << 20);
                            assertThat(e.getMessage())
                                    .hasSizeLessThanOrEqualTo(2048)
                                    .contains("xxx… (2097152 characters)")
                                    .endsWith("(GenericError)");
                        });
    }

    @Test
    void cutsTheNamesOfTheEventsThatCameInstead() throws Exception {
        QmpClient client = negotiated();
        for (int i = 0; i < 1000; i++) {
            say("{\"event\": \"OTHER\", \"data\": {}}\r\n");
        }
        say("{\"event\": \"LAST\", \"data\": {}}\r\n");
        client.awaitEvent("LAST", any -> true, LONG);
        assertThatThrownBy(() -> client.awaitEvent("NONE", any -> true, Duration.ZERO))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("received: [OTHER, OTHER")
                .message()
                .hasSizeLessThanOrEqualTo(2048);
    }

    /** There is no line feed: a line that cannot be valid QMP is refused before it ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request",
                "[[[[[[[[[[[[[[[[",
                "5",
                "{\"QMP\": [[[[[[[[}\n",
                "{\"return\":{}}\n",
                "{\"QMP\"} {}\n"
            })
    void refusesAGreetingThatIsNone(String greeting) {
        say(greeting);
        assertThatThrownBy(() -> negotiate(LONG))
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("the monitor sent data that is not QMP")
                .hasMessageContaining(greeting.strip());
    }

    @Test
    void refusesAGreetingNestedTooDeep() throws Exception {
        CompletableFuture<Void> qemu =
                CompletableFuture.runAsync(() -> say("{\"QMP\": " + "[".repeat(500_000) + "\n"));
        assertThatThrownBy(() -> negotiate(LONG))
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("not QMP: '{\"QMP\": [[[[");
        qemu.get();
    }

    @Test
    void quotesBytesThatAreNoText() throws Exception {
        fromQemu.sink().write(ByteBuffer.wrap(new byte[] {'{', (byte) 0xff, (byte) 0xfe, 7, '\n'}));
        assertThatThrownBy(() -> negotiate(LONG))
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("not QMP: '{\\xff\\xfe\\x07'");
    }

    @Test
    void boundsTheGreeting() throws Exception {
        CompletableFuture<Void> qemu =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                say("{\"QMP\": \"");
                                String mebibyte = "x".repeat(1 << 20);
                                for (int i = 0; i < 50; i++) {
                                    say(mebibyte);
                                }
                            } catch (UncheckedIOException e) {
                                // The reader has disconnected, as expected.
                            }
                        });
        assertThatThrownBy(() -> negotiate(LONG))
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("longer than the 1048576 bytes that are accepted")
                .hasMessageContaining("{\"QMP\": \"xxx");
        qemu.get();
    }

    @Test
    void boundsALine() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "big");
        JsonNode command = command();
        CompletableFuture<Void> qemu =
                CompletableFuture.runAsync(
                        () -> {
                            say("{\"id\": %s, \"return\": \"".formatted(command.path("id")));
                            String mebibyte = "x".repeat(1 << 20);
                            for (int i = 0; i < 65; i++) {
                                say(mebibyte);
                            }
                        });
        assertThatThrownBy(answer::get)
                .cause()
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("longer than the 67108864 bytes that are accepted")
                .hasMessageContaining("QEMU_TEST_QMP_MAX_LINE");
        fromQemu.source().close();
        assertThatThrownBy(qemu::get).hasMessageContaining("Broken pipe");
    }

    @Test
    void keepsEventsThatNobodyAskedFor() throws Exception {
        QmpClient client = negotiated();
        say("{\"event\": \"STOP\", \"data\": {\"n\": 1}}\n{\"event\": \"RESUME\"}\n");
        say("{\"event\": \"STOP\", \"data\": {\"n\": 2}}\n");
        JsonNode second =
                client.awaitEvent("STOP", e -> e.path("data").path("n").asInt() == 2, LONG);
        assertThat(second.path("data").path("n").asInt()).isEqualTo(2);
        assertThat(client.events())
                .extracting(event -> event.path("event").asText())
                .containsExactly("STOP", "RESUME");
    }

    @Test
    void namesTheEventsThatCameInstead() throws Exception {
        QmpClient client = negotiated();
        say("{\"event\": \"STOP\"}\n");
        client.awaitEvent("STOP", any -> true, LONG);
        say("{\"event\": \"RESET\"}\n{\"event\": \"WAKEUP\"}\n");
        client.awaitEvent("WAKEUP", any -> true, LONG);
        assertThatThrownBy(() -> client.awaitEvent("SHUTDOWN", any -> true, Duration.ofMillis(1)))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("SHUTDOWN")
                .hasMessageContaining("[RESET]");
    }

    @Test
    void givesUpWhenThereIsNoGreeting() {
        assertThatThrownBy(() -> negotiate(Duration.ofMillis(1)))
                .isInstanceOf(QmpTimeoutException.class)
                .hasMessageContaining("greeting");
    }

    @Test
    void executesOutOfBandWhatIsOfferedSo() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return client.executeOutOfBand("migrate-pause", Map.of(), LONG);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        JsonNode sent = command();
        assertThat(sent.path("exec-oob").asText()).isEqualTo("migrate-pause");
        assertThat(sent.has("execute")).isFalse();
        reply(sent, "\"return\": {}");
        assertThat(answer.get().has("return")).isTrue();
    }

    @Test
    void givesASubscriptionItsEventsAndLeavesThemToOthers() throws Exception {
        QmpClient client = negotiated();
        try (QmpSubscription stops =
                client.subscribe(Set.of("STOP"), event -> event.at("/data/n").asInt() > 1)) {
            for (int n = 1; n <= 3; n++) {
                say("{\"event\": \"STOP\", \"data\": {\"n\": %d}}\r\n".formatted(n));
            }
            say("{\"event\": \"RESUME\"}\r\n");
            client.awaitEvent("RESUME", any -> true, LONG);
            assertThat(stops.take(LONG).at("/data/n").asInt()).isEqualTo(2);
            assertThat(stops.pending()).hasSize(1);
            assertThat(stops.history()).hasSize(2);
            assertThat(client.events()).hasSize(3);
        }
        say("{\"event\": \"STOP\", \"data\": {\"n\": 4}}\r\n");
        assertThat(
                        client.awaitEvent(
                                        Map.of("STOP", event -> event.at("/data/n").asInt() == 4),
                                        LONG)
                                .path("event")
                                .asText())
                .isEqualTo("STOP");
    }

    @Test
    void endsASubscriptionWithTheConnection() throws Exception {
        QmpClient client = negotiated();
        QmpSubscription all = client.subscribe(Set.of(), any -> true);
        fromQemu.sink().close();
        assertThatThrownBy(() -> all.take(LONG)).isInstanceOf(QmpClosedException.class);
    }

    @Test
    void failsACommandThatQemuCouldNotRead() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "garbled");
        command();
        say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}\r\n");
        assertThatThrownBy(answer::get).hasMessageContaining("JSON parse error");
    }

    @Test
    void readsALineOfAnyLength() throws Exception {
        QmpClient client = negotiated();
        CompletableFuture<JsonNode> answer = ask(client, "query-everything");
        reply(command(), "\"return\": \"%s\"".formatted("x".repeat(12 << 20)));
        assertThat(answer.get().asText()).hasSize(12 << 20);
    }
}
