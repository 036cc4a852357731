package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.settings.TimeoutScale;

/** Tests channels whose agent misbehaves. */
class QgaChannelTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(20));
    private static final String RUNNING = "{\"exited\":false}";

    private final FakeWatch watch = new FakeWatch();
    private BlockingQueue<JsonNode> requests;
    private SocketEnds ends;
    private QgaPeer agent;
    private QgaChannel channel;

    @BeforeEach
    void open() throws IOException {
        ends = SocketEnds.open();
        agent = new QgaPeer(ends.guest());
        requests = agent.requests();
        channel = QgaChannel.open(ends.host(), watch, "test");
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        ends.guest().close();
    }

    private void say(String bytes) {
        agent.say(bytes);
    }

    private void serve(Function<JsonNode, String> replies) {
        agent.serve(replies);
    }

    private static String command(JsonNode request) {
        return QgaPeer.command(request);
    }

    private static String executes(JsonNode request, String status) {
        return command(request).equals("guest-exec") ? "{\"pid\": 7}" : status;
    }

    @Test
    void greetsPastWhatAnEarlierSessionHasLeft() {
        say("{\"return\": 12}\n\u00ff{\"return\": 99}\n{\"ret");
        serve(request -> "{}");
        channel.connect(LONG);
        assertThat(requests)
                .extracting(QgaChannelTest::command)
                .containsExactly("guest-sync-delimited", "guest-ping");
    }

    @Test
    void repliesMayComeInPiecesAndAmongNoise() throws Exception {
        serve(
                request -> {
                    if (command(request).equals("guest-exec")) {
                        say("[  1.0] noise of somebody\n{\"return\": {}, \"id\": 987654}\n");
                        for (char piece :
                                ("{\"return\": {\"pid\": 7}, \"id\": " + request.get("id") + "}")
                                        .toCharArray()) {
                            say(Character.toString(piece));
                        }
                        say("\n");
                        return null;
                    }
                    return "{\"exited\":true,\"exitcode\":3,\"out-data\":\"AP8=\",\"err-data\":\"ZQ==\"}";
                });
        try (Execution execution = channel.start("exit 3", new byte[] {1})) {
            assertThat(execution.await(LONG)).contains(GuestExitStatus.of(3));
            assertThat(execution.stdout().readAllBytes()).containsExactly(0, 0xff);
            assertThat(execution.stderr().readAllBytes()).containsExactly('e');
        }
    }

    @Test
    void looksAfterTheCommandUntilItHasEnded() throws Exception {
        CountDownLatch looks = new CountDownLatch(5);
        serve(
                request -> {
                    if (command(request).equals("guest-exec-status")) {
                        looks.countDown();
                    }
                    return executes(
                            request,
                            looks.getCount() > 0 ? RUNNING : "{\"exited\":true,\"signal\":9}");
                });
        Execution execution = channel.start("sleep 9");
        assertThat(execution.await(LONG)).contains(GuestExitStatus.ofSignal(9));
        assertThat(looks.getCount()).isZero();
    }

    @Test
    void commandGetsAllItsInputAtItsStart() throws Exception {
        serve(request -> executes(request, RUNNING));
        Execution execution = channel.start("cat", "text".getBytes(UTF_8));
        requests.take(); // the greeting
        JsonNode arguments = requests.take().path("arguments");
        assertThat(arguments.path("input-data").asText()).isEqualTo("dGV4dA==");
        assertThat(arguments.path("path").asText()).isEqualTo("/bin/sh");
        assertThat(arguments.path("arg").get(3).asText()).isEqualTo("cat");
        execution.stdin().close();
        assertThatThrownBy(() -> execution.stdin().write(new byte[1]))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("start(script, input)");
    }

    @Test
    void quotesTheAgentsReason() {
        serve(request -> "!Command guest-exec has been disabled");
        assertThatThrownBy(() -> channel.start("true"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "the guest agent refuses 'guest-exec': Command guest-exec has been disabled");
        assertThatThrownBy(
                        () -> channel.put(new ByteArrayInputStream(new byte[9]), "/f", 0644, LONG))
                .isInstanceOf(GuestFileException.class)
                .hasMessage("'/f': Command guest-exec has been disabled");
    }

    @Test
    void tellsOfAFileThatCannotBeOpened() {
        serve(
                request ->
                        switch (command(request)) {
                            case "guest-exec" -> "{\"pid\": 7}";
                            case "guest-exec-status" ->
                                    "{\"exited\":true,\"exitcode\":0,\"out-data\":\"NjQ0\"}";
                            default -> "!failed to open file '/f': Permission denied";
                        });
        assertThatThrownBy(() -> channel.get("/f", new ByteArrayOutputStream(), LONG))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("Permission denied");
    }

    @Test
    void writesOnWhereTheAgentWroteOnlyAPart() throws Exception {
        serve(
                request ->
                        switch (command(request)) {
                            case "guest-file-open" -> "5";
                            case "guest-file-write" -> "{\"count\": 4, \"eof\": false}";
                            case "guest-file-close" -> "{}";
                            default -> executes(request, "{\"exited\":true,\"exitcode\":0}");
                        });
        channel.put(new ByteArrayInputStream("12345678".getBytes(UTF_8)), "/f", 0644, LONG);
        List<String> written =
                requests.stream()
                        .filter(request -> command(request).equals("guest-file-write"))
                        .map(request -> request.at("/arguments/buf-b64").asText())
                        .toList();
        assertThat(written).containsExactly("MTIzNDU2Nzg=", "NTY3OA==");
    }

    @Test
    void silenceEndsAWaitAtItsLimitAndTheNextBeginsAnew() {
        CountDownLatch silent = new CountDownLatch(1);
        serve(
                request -> {
                    if (silent.getCount() > 0) {
                        silent.countDown();
                        return null;
                    }
                    return "{}";
                });
        assertThatThrownBy(() -> channel.connect(Duration.ofMillis(300)))
                .hasMessageContaining("broken: the guest agent to answer 'guest-ping'");
        requests.clear();
        channel.connect(LONG);
        assertThat(requests)
                .extracting(QgaChannelTest::command)
                .containsExactly("guest-sync-delimited", "guest-ping");
    }

    @Test
    void lossOfTheGuestEndsAWaitAtOnce() {
        AssertionError panic = new AssertionError("the guest panicked");
        serve(request -> executes(request, RUNNING));
        Execution execution = channel.start("sleep 9");
        watch.loseForGood(panic);
        assertThatThrownBy(() -> execution.await(LONG)).isSameAs(panic);
        assertThatThrownBy(() -> channel.connect(LONG)).isSameAs(panic);
    }

    @Test
    void closedConnectionIsBroken() throws Exception {
        serve(request -> executes(request, RUNNING));
        Execution execution = channel.start("sleep 9");
        ends.guest().close();
        assertThatThrownBy(() -> execution.await(LONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken: ");
        assertThatThrownBy(() -> channel.connect(LONG)).hasMessageContaining("broken: ");
    }

    @Test
    void commandOfAnAgentThatWasStartedAgainIsToldOf() {
        serve(
                request ->
                        command(request).equals("guest-exec")
                                ? "{\"pid\": 7}"
                                : "!PID 7 does not exist");
        Execution execution = channel.start("sleep 9");
        assertThatThrownBy(() -> execution.await(LONG))
                .hasMessageContaining("the agent was restarted")
                .hasMessageContaining("PID 7 does not exist");
    }

    @Test
    void agentThatLeftEndsWhatWaitsForItAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        serve(
                request -> {
                    if (command(request).equals("guest-exec")) {
                        return "{\"pid\": 7}";
                    }
                    asked.countDown();
                    return null;
                });
        Execution execution = channel.start("sleep 9");
        asked.await();
        channel.agentLeft();
        assertThatThrownBy(() -> execution.await(LONG))
                .hasMessageContaining("the guest agent ended");
    }

    @Test
    void agentThatLeftEndsWhatWaitsBetweenLooksAndNotWhatBeginsThen() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        serve(
                request -> {
                    if (command(request).equals("guest-exec-status")) {
                        looked.countDown();
                    }
                    return executes(request, RUNNING);
                });
        Execution execution = channel.start("sleep 9");
        looked.await();
        channel.agentLeft();
        assertThatThrownBy(() -> execution.await(LONG))
                .hasMessageContaining("the guest agent ended");
        try (Execution next = channel.start("sleep 9")) {
            assertThat(next.await(Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void commandKeepsItsLossWhenTheGuestIsBack() throws Exception {
        serve(request -> executes(request, RUNNING));
        Execution execution = channel.start("sleep 9");
        AssertionError reboot = new AssertionError("the guest rebooted");
        watch.lose(reboot);
        try (Execution next = channel.start("sleep 9")) {
            assertThat(next.await(Duration.ofMillis(1))).isEmpty();
        }
        assertThatThrownBy(() -> execution.await(LONG)).isSameAs(reboot);
    }

    @Test
    void tellsOfOutputThatTheAgentHasDropped() throws Exception {
        serve(
                request ->
                        executes(
                                request,
                                "{\"exited\":true,\"exitcode\":0,\"out-data\":\"eA==\",\"out-truncated\":true}"));
        Execution execution = channel.start("yes");
        assertThatThrownBy(() -> execution.collect(1 << 30, LONG))
                .isInstanceOf(OutputLimitError.class)
                .hasMessageContaining("16 MiB");
        assertThat(execution.stdout().read()).isEqualTo('x');
        assertThatThrownBy(() -> execution.stdout().read()).hasMessageContaining("16 MiB");
    }

    @Test
    void closeEndsWhatIsUnderWay() throws Exception {
        serve(request -> executes(request, RUNNING));
        Execution execution = channel.start("sleep 9");
        channel.close();
        assertThatThrownBy(() -> execution.await(LONG)).hasMessageContaining("closed");
    }
}
