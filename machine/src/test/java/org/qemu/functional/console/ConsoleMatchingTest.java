package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns match what a person sees, and a wait ends in time. */
class ConsoleMatchingTest extends ConnectedConsole {
    /** Say something, and return when the console has it. */
    private void sayAll(String text) throws Exception {
        CountDownLatch left = new CountDownLatch(text.length());
        console.addListener(
                (bytes, length) -> {
                    for (int i = 0; i < length; i++) {
                        left.countDown();
                    }
                });
        say(text);
        left.await();
    }

    private ConsoleOutcome await(ConsolePattern pattern, Duration timeout)
            throws InterruptedException {
        return console.await(List.of(pattern), List.of(), timeout);
    }

    private ConsoleMatch regex(String regex) throws InterruptedException {
        return matched(await(ConsolePattern.regex(regex), LONG));
    }

    private ConsoleMatch literal(String text) throws InterruptedException {
        return matched(await(ConsolePattern.literal(text), LONG));
    }

    private static ConsoleMatch matched(ConsoleOutcome outcome) {
        assertThat(outcome).isInstanceOf(ConsoleOutcome.Matched.class);
        return ((ConsoleOutcome.Matched) outcome).match();
    }

    @ParameterizedTest
    @CsvSource({
        "caf. ok, café ok",
        "temp (\\d+).C, temp 25°C",
        "─{3}, ───",
        "^. passed$, ✓ passed",
        "(?iu)ärger, ÄRGER",
        "n.me=([üa-z]+);, näme=üb;",
        "^.$, 😀"
    })
    void matchesCharacters(String regex, String shown) throws Exception {
        say("first\r\n" + shown + "\r\n");
        assertThat(regex(regex).text()).isEqualTo(shown);
    }

    @Test
    void keepsBytesThatAreNoCharacters() throws Exception {
        say(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3, '(', (byte) 0xed, (byte) 0xa0});
        say("; \u00fc\r\n");
        assertThat(regex("a\\xffb.\\(..; (ü)").group(1)).isEqualTo("ü");
    }

    @Test
    void waitsForTheRestOfACharacter() throws Exception {
        byte[] said = "25°C\r\n".getBytes(UTF_8);
        CompletableFuture<String> wait =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return regex("25(.)").group(1);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        for (byte b : said) {
            say(new byte[] {b});
        }
        assertThat(wait.get()).isEqualTo("°");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[1;32mroot@guest\u001b[0m:\u001b[34m~\u001b[m# ",
                "\u001b[?2004hroot@guest:~# ",
                "\u001b]0;root@guest: ~\u0007root@guest:~# ",
                "\u001b]0;title\u001b\\root@guest:~# ",
                "\u001b(B\u001b[0;10mroot@gu\u001b[Kest:~# ",
                "\u001b[2J\u001b[1;1H\u001b7root@guest\u001b8:~# "
            })
    void seesNoEscapeSequences(String prompt) throws Exception {
        say("last\r\n" + prompt + "\r\n");
        ConsoleMatch match = regex("^root@guest:~# $");
        assertThat(match.output()).isEqualTo("last\r\nroot@guest:~# ");
        say(prompt);
        assertThat(literal("root@guest:~# ").text()).isEqualTo("root@guest:~# ");
        assertThat(console.tail(1000)).contains(prompt);
        console.close();
        assertThat(folder.resolve("console.log")).content(UTF_8).contains(prompt);
    }

    @Test
    void seesEscapeSequencesWhereAskedTo() throws Exception {
        console.setEscapesMatched(true);
        say("\u001b[31mred\u001b[0m\r\n");
        assertThat(regex("\\x1b\\[(\\d+)mred").group(1)).isEqualTo("31");
        literal("\u001b[0m");
    }

    @Test
    void takesForTextWhatOnlyBeginsLikeASequence() throws Exception {
        say("\u001b[31\r\none \u001b]title\r\ntwo \u001b\u00e4 three \u001b");
        literal("[31\r\none");
        literal("]title\r\ntwo");
        literal("ä three");
        say("[1mfour");
        assertThat(literal(" four").output()).isEqualTo(" four");
    }

    @Test
    void seesSequencesThatComeInPieces() throws Exception {
        CompletableFuture<ConsoleMatch> wait =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return literal("green");
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        for (byte b : "\u001b[32mgr\u001b[1;32mee\u001b[0mn".getBytes(ISO_8859_1)) {
            say(new byte[] {b});
        }
        assertThat(wait.get().text()).isEqualTo("green");
    }

    @Test
    void endsAtItsDeadlineWhateverTheExpression() throws Exception {
        sayAll("a".repeat(1_000_000));
        Duration before = processorTime();
        assertThat(await(ConsolePattern.regex("(a+)+c"), Duration.ofSeconds(2)))
                .isInstanceOf(ConsoleOutcome.TimedOut.class);
        // This is not wall-clock time, because a busy host affects that.
        assertThat(processorTime().minus(before)).isLessThan(Duration.ofSeconds(4));
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    @Test
    void looksAtAllThatHasComeIfThereIsNoTime() throws Exception {
        sayAll("x".repeat(3 << 20) + " needle 12!");
        ConsoleMatch match = matched(await(ConsolePattern.regex("needle (\\d+)!"), Duration.ZERO));
        assertThat(match.group(1)).isEqualTo("12");
    }

    @Test
    void matchesALoopOverAlternativesThatNeedsMuchStack() throws Exception {
        sayAll("start" + "y\r\n".repeat(11_000) + "stop");
        assertThat(regex("start(.|\\r|\\n)*stop").text()).hasSize(33_009);
    }

    @Test
    void namesThePatternThatNeedsTooMuchStack() throws Exception {
        // The stack space for each iteration depends on the JIT compiler. For one group, a million
        // iterations may or may not fit; for twelve, they never do.
        String pattern = "(".repeat(12) + "a|aa" + ")".repeat(12) + "+c";
        sayAll("a".repeat(1_000_000));
        assertThatThrownBy(() -> regex(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/" + pattern + "/");
    }

    @Test
    void takesANumberOnlyWhenItCannotGrow() throws Exception {
        CompletableFuture<ConsoleMatch> wait =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return regex("version ([0-9.]+)");
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        say("version 6.");
        // Far longer than any other match can grow.
        assertThatThrownBy(() -> wait.get(1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        say("12");
        say("\r\n");
        assertThat(wait.get().group(1)).isEqualTo("6.12");
    }

    @Test
    void takesANumberAtTheEndOfTheWait() throws Exception {
        say("42");
        assertThat(matched(await(ConsolePattern.regex("\\d+"), Duration.ofMillis(300))).text())
                .isEqualTo("42");
    }

    @Test
    void takesANumberAtOnceWhereAskedTo() throws Exception {
        console.setSettleTime(Duration.ZERO);
        say("42");
        assertThat(regex("\\d\\d+").text()).isEqualTo("42");
    }
}
