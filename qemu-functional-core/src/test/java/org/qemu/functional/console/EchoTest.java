package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.budget.TimeoutScale;

/** What a guest echoes is never taken for its answer. */
class EchoTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(20));
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir Path folder;
    private SocketChannel guest;
    private Console console;

    @BeforeEach
    void connect() throws IOException {
        // As QEMU does: what is sent over TCP may still be under way when the sender goes on.
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            guest = SocketChannel.open(server.getLocalAddress());
            console =
                    Console.open(
                            server.accept(),
                            Transcript.to(folder.resolve("console.log")),
                            Thread::new);
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        guest.close();
        console.close();
    }

    private void say(String text) throws IOException {
        guest.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** Wait until the console has read so much. */
    private void hear(String text) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(text.length());
        console.addListener(
                (bytes, length) -> {
                    for (int i = 0; i < length; i++) {
                        left.countDown();
                    }
                });
        left.await();
    }

    private ConsoleOutcome await(ConsolePattern pattern, Duration timeout) {
        try {
            return console.await(List.of(pattern), List.of(), timeout);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ConsoleOutcome await(String success, Duration timeout) {
        return await(ConsolePattern.literal(success), timeout);
    }

    private static String output(ConsoleOutcome outcome) {
        assertThat(outcome).isInstanceOf(ConsoleOutcome.Matched.class);
        return ((ConsoleOutcome.Matched) outcome).match().output();
    }

    @Test
    void findsTheAnswerBehindTheEcho() throws Exception {
        say("# ");
        console.type("echo 2 | wc -l");
        say("echo 2 | wc -l\r\n12\r\n# ");
        assertThat(output(await("2", LONG))).endsWith("wc -l\r\n12");
    }

    @Test
    void doesNotFindWhatOnlyTheEchoSays() throws Exception {
        console.type("cat hello");
        say("cat hello\r\ncat: no such file\r\n");
        await("no such file", LONG);
        console.type("ls hello");
        say("ls hello\r\n");
        assertThat(await("hello", SHORT)).isInstanceOf(ConsoleOutcome.TimedOut.class);
        assertThat(await(ConsolePattern.regex("hel+o"), SHORT))
                .isInstanceOf(ConsoleOutcome.TimedOut.class);
    }

    @Test
    void waitsForTheRestOfAnEchoThatComesInPieces() throws Exception {
        console.type("dm_clear 1234");
        CompletableFuture<ConsoleOutcome> wait =
                CompletableFuture.supplyAsync(() -> await("dm", LONG));
        for (byte b : "dm_clear 1234\r\n".getBytes(UTF_8)) {
            guest.write(ByteBuffer.wrap(new byte[] {b}));
        }
        say("the dm answered");
        assertThat(output(wait.get())).endsWith("the dm");
    }

    @Test
    void knowsAnEchoThatALineEditorBroke() throws Exception {
        console.type("find /sys -name uevent");
        say("find /sys -na\u001b[6nme \rue\r\nvent\r\n/sys/uevent\r\n");
        assertThat(output(await("uevent", LONG))).endsWith("/sys/uevent");
    }

    @Test
    void believesAConsoleThatDoesNotEcho() throws Exception {
        console.type("root");
        say("\r\nroot@host:~# ");
        assertThat(output(await("root@host", LONG))).endsWith("root@host");
    }

    @Test
    void takesAnAnswerThatBeginsLikeTheEchoAtTheEndOfItsPatience() throws Exception {
        console.type("secret");
        say("se");
        hear("se");
        assertThat(output(await("se", Duration.ofMillis(100)))).isEqualTo("se");
    }

    @Test
    void countsOnlyOneEchoForALine() throws Exception {
        console.type("hello");
        say("hello\r\nhello\r\n");
        assertThat(output(await("hello", LONG))).isEqualTo("hello\r\nhello");
    }

    @Test
    void typesNoFasterThanItsPace() throws Exception {
        console.setTypingPace(Duration.ofMillis(20));
        long start = System.nanoTime();
        console.send("12345");
        ByteBuffer heard = ByteBuffer.allocate(5);
        while (heard.hasRemaining()) {
            assertThat(guest.read(heard)).isPositive();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(4 * 20));
        assertThat(new String(heard.array(), UTF_8)).isEqualTo("12345");
    }
}
