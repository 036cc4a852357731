package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleTest extends ConnectedConsole {
    private ConsoleOutcome await(String success, Duration timeout) throws InterruptedException {
        return console.await(List.of(ConsolePattern.literal(success)), List.of(), timeout);
    }

    private ConsoleMatch found(String success) throws InterruptedException {
        return matched(await(success, LONG));
    }

    private static ConsoleMatch matched(ConsoleOutcome outcome) {
        assertThat(outcome).isInstanceOf(ConsoleOutcome.Matched.class);
        return ((ConsoleOutcome.Matched) outcome).match();
    }

    @Test
    void keepsABoundedAmountOfWhatNobodyWaitsFor() throws Exception {
        byte[] line = "x".repeat(63).concat("\n").getBytes(UTF_8);
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < block.length; i++) {
            block[i] = line[i % line.length];
        }
        CountDownLatch nearlyAll = new CountDownLatch(40);
        AtomicLong received = new AtomicLong();
        console.addListener(
                (bytes, length) -> {
                    long before = received.getAndAdd(length);
                    for (long i = before >> 20; i < (before + length) >> 20; i++) {
                        nearlyAll.countDown();
                    }
                });
        say("the very first\n");
        for (int i = 0; i < 40; i++) {
            say(block);
        }
        nearlyAll.await();
        // The text before the cursor that is kept for messages, and in addition the maximum size of
        // a read.
        assertThat(console.kept()).isLessThan(Console.MAX_UNMATCHED + (1 << 20));
        say("the last\n");

        found("the last");
        assertThat(folder.resolve("console.log")).content().contains("the very first");
    }

    @Test
    void losesNothingOfWhatComesFasterThanItIsLookedAt() throws Exception {
        // Matching regular expressions takes far longer than receiving the bytes.
        CompletableFuture<Void> talk =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                for (int i = 0; i < 300_000; i++) {
                                    say("line %d of many that come in a hurry\n".formatted(i));
                                }
                                say("done\n");
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        for (int i = 0; i < 300_000; i += 50_000) {
            ConsoleOutcome outcome =
                    console.await(
                            List.of(ConsolePattern.regex("line " + i + " of \\w+ that")),
                            List.of(ConsolePattern.regex("do+ne")),
                            LONG);
            assertThat(matched(outcome).text()).isEqualTo("line " + i + " of many that");
        }
        found("done");
        talk.join();
    }

    @Test
    void findsTextThatCameBeforeTheWait() throws Exception {
        say("U-Boot 2023.01\r\n=> ");
        ConsoleMatch match = found("=> ");
        assertThat(match.text()).isEqualTo("=> ");
        assertThat(match.output()).isEqualTo("U-Boot 2023.01\r\n=> ");
    }

    @Test
    void leavesWhatFollowsAMatchForTheNextWait() throws Exception {
        say("first second first");
        assertThat(found("first").output()).isEqualTo("first");
        assertThat(found("first").output()).isEqualTo(" second first");
    }

    @Test
    void findsTextThatComesInPieces() throws Exception {
        CompletableFuture<ConsoleOutcome> wait =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return await("Starting system log", LONG);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        for (byte b : "StaStarting system logger".getBytes(UTF_8)) {
            say(new byte[] {b});
        }
        assertThat(matched(wait.get()).output()).isEqualTo("StaStarting system log");
    }

    @Test
    void findsTextAcrossSegmentsAndBinaryNoise() throws Exception {
        byte[] noise = new byte[ConsoleBuffer.SEGMENT - 3];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (i * 31);
        }
        say(noise);
        say("login: ü".getBytes(UTF_8));
        assertThat(found("login: ü").text()).isEqualTo("login: ü");
    }

    @Test
    void findsARegexWithGroupsAcrossLinesAndNoise() throws Exception {
        say(new byte[] {(byte) 0xff, 0, (byte) 0xc3});
        say("Memory: 12K\r\nCPU:\tä42 cores\r\n");
        ConsoleMatch match =
                matched(
                        console.await(
                                List.of(ConsolePattern.regex("Memory: (\\d+)K\\s+CPU:\\t(ä\\d+)")),
                                List.of(),
                                LONG));
        assertThat(match.groups()).containsExactly("12", "ä42");
        assertThat(match.group(2)).isEqualTo("ä42");
    }

    @Test
    void takesAPromptThatARegexCouldLengthen() throws Exception {
        say("~ #");
        assertThat(
                        matched(
                                        console.await(
                                                List.of(ConsolePattern.regex("~ #\\s*")),
                                                List.of(),
                                                LONG))
                                .text())
                .isEqualTo("~ #");
    }

    @Test
    void anchorsARegexAtLinesOnly() throws Exception {
        say("not OK\r\nOK\r\n");
        ConsoleMatch match =
                matched(console.await(List.of(ConsolePattern.regex("^OK$")), List.of(), LONG));
        assertThat(match.output()).isEqualTo("not OK\r\nOK");
    }

    @Test
    void reportsTheFailurePatternThatComesFirst() throws Exception {
        say("Kernel panic - not syncing: no init\nlogin:");
        ConsoleOutcome outcome =
                console.await(
                        List.of(ConsolePattern.literal("login:")),
                        List.of(
                                ConsolePattern.literal("Oops"),
                                ConsolePattern.literal("Kernel panic - not syncing")),
                        LONG);
        assertThat(outcome).isInstanceOf(ConsoleOutcome.Failed.class);
        assertThat(((ConsoleOutcome.Failed) outcome).match().pattern())
                .hasToString("'Kernel panic - not syncing'");
    }

    @Test
    void prefersSuccessWhenBothEndAtOneByte() throws Exception {
        say("Kernel panic");
        matched(
                console.await(
                        List.of(ConsolePattern.literal("panic")),
                        List.of(ConsolePattern.literal("Kernel panic")),
                        LONG));
    }

    @Test
    void endsWithTheDeadlineAndKeepsWhatWasThere() throws Exception {
        say("something");
        assertThat(await("else", Duration.ofMillis(1)))
                .isEqualTo(new ConsoleOutcome.TimedOut(Duration.ofMillis(1)));
        assertThat(found("something").output()).isEqualTo("something");
    }

    @Test
    void looksAtTheLastWordsBeforeItEnds() throws Exception {
        say("reboot: System halted");
        guest.close();
        found("System halted");
        assertThat(await("more", LONG)).isEqualTo(new ConsoleOutcome.Ended());
    }

    @Test
    void endsWhenToldThatTheOtherEndIsGone() throws Exception {
        say("last words");
        console.finish();
        found("last words");
        assertThat(await("more", LONG)).isEqualTo(new ConsoleOutcome.Ended());
    }

    @Test
    void sendsWhileNobodyReads() throws Exception {
        console.send("x".repeat(1 << 22));
        console.send("end");
        say("still alive");
        found("still alive");
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (!received.toString(UTF_8).endsWith("end")) {
            guest.read(buffer.clear());
            received.write(buffer.array(), 0, buffer.position());
        }
        assertThat(received.size()).isEqualTo((1 << 22) + 3);
    }

    @Test
    void pressesAKeyAtEveryNewOutputUntilThePromptComes() throws Exception {
        CompletableFuture<Integer> keys =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                ByteBuffer key = ByteBuffer.allocate(1);
                                for (int presses = 1; ; presses++) {
                                    guest.read(key.clear());
                                    if (presses == 3) {
                                        say("=> ");
                                        return presses;
                                    }
                                    say("Hit any key\r\n");
                                }
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        matched(
                console.awaitWhileSending(
                        "\r", List.of(ConsolePattern.literal("=> ")), List.of(), LONG));
        assertThat(keys.get()).isEqualTo(3);
    }

    @Test
    void findsANeedleInTenMegabytes() throws Exception {
        byte[] line = ("[    1.234567] " + "x".repeat(64) + "\r\n").getBytes(UTF_8);
        CompletableFuture<Void> flood =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                for (int sent = 0; sent < 10 << 20; sent += line.length) {
                                    say(line);
                                }
                                say("needle");
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        ConsoleMatch match = found("needle");
        flood.get();
        assertThat(match.output()).hasSize(Console.MAX_OUTPUT);
        guest.close();
        console.close();
        assertThat(Files.size(folder.resolve("console.log"))).isGreaterThan(10 << 20);
    }

    @Test
    void writesATranscriptThatIsCompleteToTheLastByte() throws Exception {
        say("one\r\ntwo\nprompt> ".getBytes(ISO_8859_1));
        guest.close();
        console.close();
        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}: ";
        assertThat(Files.readString(folder.resolve("console.log")))
                .matches(time + "one\r\n" + time + "two\n" + time + "prompt> ");
    }

    @Test
    void leadsALineByTheTimeOfItsFirstByte() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Instant[] now = {Instant.ofEpochMilli(1)};
        try (Transcript transcript = new Transcript(file, () -> now[0])) {
            transcript.write("be".getBytes(UTF_8), 2);
            now[0] = Instant.ofEpochMilli(2);
            transcript.write("gun\nnext\n".getBytes(UTF_8), 9);
        }
        assertThat(file.toString(UTF_8).lines().map(line -> line.substring(19)))
                .containsExactly(",001: begun", ",002: next");
    }

    @Test
    void goesOnWhenTheTranscriptCannotBeWritten() throws Exception {
        try (Transcript transcript = Transcript.to(Path.of("/dev/full"))) {
            transcript.write(new byte[] {1}, 1);
            assertThat(transcript.failure()).isPresent();
        }
    }

    @Test
    void refusesAnEmptyPattern() {
        assertThatThrownBy(() -> ConsolePattern.literal(""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> console.await(List.of(), List.of(), LONG))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
