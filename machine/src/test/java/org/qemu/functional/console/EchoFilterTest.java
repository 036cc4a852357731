package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a guest echoes is never taken for its answer. */
class EchoFilterTest extends ConnectedConsole {
    private static final Duration SHORT = Duration.ofMillis(50);

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
        ByteBuffer received = ByteBuffer.allocate(5);
        while (received.hasRemaining()) {
            assertThat(guest.read(received)).isPositive(); // several on a busy host
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(4 * 20));
        assertThat(new String(received.array(), UTF_8)).isEqualTo("12345");
    }

    @Test
    void seesTheEchoThroughMessagesOfAKernel() throws Exception {
        for (String message :
                List.of(
                        "run [12.3] usb 1-1: new device\r\nPASS\r\nresult: FAIL\r\n",
                        "run P\r\n[   12.300000] usb\r\n[   12.400000] Pun\r\nASS\r\nresult: FAIL\r\n",
                        "run Pusb 1-1: no time stamp\r\nASS\r\nresult: FAIL\r\n",
                        "r[12.3] usb\r\nun PASS\r\nresult: FAIL\r\n",
                        "run PA[12.3] usb\r\n# run PASS\r\nresult: FAIL\r\n")) {
            console.type("run PASS");
            say(message);
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as(message).isEqualTo("FAIL");
        }
    }

    @Test
    void findsTheMessageInsideAnEcho() throws Exception {
        console.type("run PASS");
        say("run [12.3] usb 1-1: new device\r\nPASS\r\n");
        await("new device", LONG);
    }

    @Test
    void seesTheEchoThatIsDrawnAgain() throws Exception {
        for (String redrawn :
                List.of(
                        "run PASS\r\n# run PASS\r\nresult: FAIL\r\n",
                        "run PASS\r\nroot@host:~$ run PASS\r\nresult: FAIL\r\n",
                        "run PASS\r\nbusy\r\nbusy\r\n=> run PASS\r\nresult: FAIL\r\n",
                        "# run PA\r# run PASS\r\nresult: FAIL\r\n",
                        "# run PAS\r\u001b[K# run PASS\r\nresult: FAIL\r\n")) {
            console.type("run PASS");
            say(redrawn);
            ConsoleMatch match = either("PAS", "FAIL");
            assertThat(match.text()).as(redrawn).isEqualTo("FAIL");
        }
    }

    @Test
    void seesTheEchoOfSeveralLinesTypedAhead() throws Exception {
        console.type("run one");
        console.type("run PASS");
        say("run one\r\nrun PASS\r\n# run one\r\n1\r\n# run PASS\r\nresult: FAIL\r\n");
        assertThat(either("PASS", "FAIL").text()).isEqualTo("FAIL");
    }

    @Test
    void seesTheEchoBehindPromptsOfContinuedLines() throws Exception {
        for (String prompt : List.of("> ", "", "... ", "heredoc> ", "quote> ", "? ")) {
            console.type("cat << END\nPASS\nEND");
            say("# cat << END\r\n%sPASS\r\n%sEND\r\nFAIL\r\n".formatted(prompt, prompt));
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as(prompt).isEqualTo("FAIL");
        }
    }

    @Test
    void givesUpALineThatWasNotEchoedWhenALaterOneIs() throws Exception {
        say("# ");
        console.type("read -s P");
        console.type("secret");
        console.type("sleep 5; echo NEEDLE");
        say("read -s P\r\n# sleep 5; echo NEEDLE\r\n");
        assertThat(await("NEEDLE", SHORT)).isInstanceOf(ConsoleOutcome.TimedOut.class);
        say("NEEDLE\r\n# ");
        assertThat(output(await("NEEDLE", LONG))).endsWith("NEEDLE\r\nNEEDLE");
        console.type("echo secret");
        say("echo secret\r\nFAIL\r\n");
        assertThat(either("secret", "FAIL").text()).isEqualTo("FAIL");
    }

    @Test
    void seesTheEchoThatALineEditorWrapped() throws Exception {
        String words = "echo " + "x".repeat(72);
        for (String wrapped :
                List.of(
                        "# " + words + " \rPASS", // readline, where the next character is unknown
                        "# " + words + "P\bPASS", // busybox
                        "# " + words + "P\rPASS",
                        "# " + words + "PA\r\nSS",
                        "# " + words + " \b\r\nPASS",
                        "# " + words + "PA\u001b[KSS",
                        "# " + words + "\nPASS")) {
            console.type(words + "PASS");
            say(wrapped + "\r\nresult: FAIL\r\n");
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as(wrapped).isEqualTo("FAIL");
        }
    }

    /** As a terminal (ECHOE, ECHOCTL) or a line editor echoes them. */
    @Test
    void seesTheEchoOfKeysThatAreNoCharacters() throws Exception {
        for (List<String> typed :
                List.of(
                        List.of("runn\u007f PASS", "runn\b \b PASS"),
                        List.of("runn\b PASS", "runn\b\u001b[K PASS"),
                        List.of("runn\u007f PASS", "runn^? PASS"),
                        List.of("x\u0003run PASS", "x^Crun PASS"),
                        List.of("x\u0003run PASS", "x^C\r\n# run PASS"),
                        List.of("x\u0015run PASS", "x\b \brun PASS"),
                        List.of("x\u0015run PASS", "x\r\u001b[K# run PASS"),
                        List.of("\u0003run PASS", "^C\r\n# run PASS"),
                        List.of("run\tPASS", "run     PASS"),
                        List.of("run\tPASS", "runPASS"),
                        List.of("run\tPASS", "run\tPASS"),
                        List.of("run \u001b[APASS", "run ^[[APASS"))) {
            console.type(typed.get(0));
            say("# " + typed.get(1) + "\r\nresult: FAIL\r\n");
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as("%s", typed).isEqualTo("FAIL");
        }
    }

    @Test
    void seesASpaceAtTheEndOfARow() throws Exception {
        for (String wrapped :
                List.of("run  \rPASS", "run \r PASS", "run\r\n  PASS", "run  \r PASS")) {
            console.type("run  PASS");
            say("# " + wrapped + "\r\nresult: FAIL\r\n");
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as(wrapped).isEqualTo("FAIL");
        }
    }

    @Test
    void knowsAllEndsOfLines() throws Exception {
        for (String end : List.of("\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\0\n")) {
            console.type("one PASS\ntwo PASS");
            say("one PASS" + end + "two PASS" + end + "result: FAIL" + end);
            ConsoleMatch match = either("PASS", "FAIL");
            assertThat(match.text()).as("%s", end.chars().boxed().toList()).isEqualTo("FAIL");
        }
    }

    @Test
    void takesNoBeginningOfALineForTheEchoOfALaterOne() throws Exception {
        console.type("sleep 5");
        console.type("PASS");
        say("PASSED\r\nresult: FAIL\r\n");
        assertThat(either("PASS", "FAIL").text()).isEqualTo("PASS");
    }

    @Test
    void forgetsEchoesThatEndBeforeAnOffset() {
        EchoFilter echoes = new EchoFilter();
        ConsoleBuffer buffer = new ConsoleBuffer();
        echoes.expect("ls".getBytes(UTF_8), 0);
        look(echoes, buffer, "# ls\r\n");
        assertThat(echoes.cover(2, 4)).isTrue();

        echoes.forgetBefore(3);
        assertThat(echoes.cover(2, 4)).isTrue();
        echoes.forgetBefore(4);
        assertThat(echoes.cover(2, 4)).isFalse();
    }

    @Test
    void takesNoLateOutputForTheEchoOfALineThatWasGivenUp() {
        EchoFilter echoes = new EchoFilter();
        ConsoleBuffer buffer = new ConsoleBuffer();
        echoes.expect("secret".getBytes(UTF_8), 0);
        echoes.expect("ls".getBytes(UTF_8), 0);
        look(echoes, buffer, "# ls\r\n");
        long start = buffer.end();
        look(echoes, buffer, "secret\r\n");

        assertThat(echoes.cover(start, start + 6)).isFalse();
    }

    @Test
    void givesUpALineAfterMuchOutput() {
        EchoFilter echoes = new EchoFilter();
        ConsoleBuffer buffer = new ConsoleBuffer();
        echoes.expect("secret".getBytes(UTF_8), 0);
        look(echoes, buffer, "x".repeat(1 << 16));
        long start = buffer.end();
        look(echoes, buffer, "\r\nsecret\r\n");

        assertThat(echoes.cover(start + 2, start + 8)).isFalse();
    }

    @Test
    void waitsForAnEchoThroughOutputOfOthers() {
        EchoFilter echoes = new EchoFilter();
        ConsoleBuffer buffer = new ConsoleBuffer();
        echoes.expect("secret".getBytes(UTF_8), 0);
        look(echoes, buffer, "x".repeat((1 << 16) - 1));
        long start = buffer.end();
        look(echoes, buffer, "\r\nsecret\r\n");

        assertThat(echoes.cover(start + 2, start + 8)).isTrue();
    }

    @Test
    void looksForTheFirstSixteenLinesAtOnce() {
        EchoFilter echoes = new EchoFilter();
        ConsoleBuffer buffer = new ConsoleBuffer();
        for (char c = 'a'; c <= 'q'; c++) {
            echoes.expect("line %c".formatted(c).getBytes(UTF_8), 0);
        }
        look(echoes, buffer, "line q\r\n");
        assertThat(echoes.cover(0, 6)).isFalse();
        look(echoes, buffer, "line p\r\n");
        assertThat(echoes.cover(8, 14)).isTrue();
    }

    private static void look(EchoFilter echoes, ConsoleBuffer buffer, String output) {
        byte[] bytes = output.getBytes(UTF_8);
        buffer.append(bytes, 0, bytes.length);
        echoes.look(buffer);
    }

    private ConsoleMatch either(String one, String other) throws Exception {
        ConsoleOutcome outcome =
                console.await(
                        List.of(ConsolePattern.literal(one), ConsolePattern.literal(other)),
                        List.of(),
                        LONG);
        assertThat(outcome).isInstanceOf(ConsoleOutcome.Matched.class);
        return ((ConsoleOutcome.Matched) outcome).match();
    }
}
