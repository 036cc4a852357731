package org.qemu.functional.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatternScannerTest {
    private final ConsoleBuffer buffer = new ConsoleBuffer();

    private void say(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        buffer.append(bytes, 0, bytes.length);
    }

    private PatternScanner scanner(ConsolePattern... patterns) {
        return new PatternScanner(List.of(patterns));
    }

    @Test
    void callsAMatchTentativeWhileMoreOutputCouldLengthenIt() throws Exception {
        PatternScanner scanner = scanner(ConsolePattern.regex("version ([0-9.]+)"));
        say("version 1");
        PatternScanner.Hit growing = scanner.scan(buffer);
        assertThat(growing.tentative()).isTrue();
        assertThat(growing.groups()).containsExactly("1");
        say("0.2\r\n");
        PatternScanner.Hit grown = scanner.scan(buffer);
        assertThat(grown.tentative()).isFalse();
        assertThat(grown.groups()).containsExactly("10.2");
    }

    @Test
    void findsTheLiteralThatIsCompleteFirst() throws Exception {
        say("abcde");
        PatternScanner.Hit hit =
                scanner(
                                ConsolePattern.literal("abcde"),
                                ConsolePattern.literal("cd"),
                                ConsolePattern.regex("d"))
                        .scan(buffer);
        assertThat(hit.index()).isEqualTo(1);
        assertThat(hit.start()).isEqualTo(2);
    }

    @Test
    void findsARegexBeforeALaterLiteral() throws Exception {
        say("one two");
        PatternScanner.Hit hit =
                scanner(ConsolePattern.literal("two"), ConsolePattern.regex("on.")).scan(buffer);
        assertThat(hit.index()).isEqualTo(1);
    }

    @Test
    void findsTheFirstInTheListOfTwoThatEndTogether() throws Exception {
        say("one two");
        ConsolePattern literal = ConsolePattern.literal("two");
        ConsolePattern regex = ConsolePattern.regex("e t.o");
        assertThat(scanner(regex, literal).scan(buffer).start()).isEqualTo(2);
        assertThat(scanner(literal, regex).scan(buffer).start()).isEqualTo(4);
        assertThat(scanner(regex, ConsolePattern.regex("tw.")).scan(buffer).start()).isEqualTo(2);
    }

    @Test
    void goesOnBehindALiteralThatItFound() throws Exception {
        say("one two one");
        PatternScanner scanner = scanner(ConsolePattern.literal("one"));
        assertThat(scanner.scan(buffer).start()).isZero();
        assertThat(scanner.scan(buffer).start()).isEqualTo(8);
        assertThat(scanner.scan(buffer)).isNull();
    }

    @Test
    void findsALiteralAroundEscapeSequences() throws Exception {
        say("\u001b[0mx a\u001b[1mb\u001b[0m\u001b[2mc y");
        PatternScanner.Hit hit = scanner(ConsolePattern.literal("abc")).scan(buffer);
        assertThat(hit.start()).isEqualTo(6);
        assertThat(hit.end()).isEqualTo(21);
    }

    @Test
    void takesNothingFromBeforeItsOrigin() throws Exception {
        say("login: ");
        PatternScanner scanner =
                new PatternScanner(
                        List.of(ConsolePattern.literal("login"), ConsolePattern.regex("^gin")));
        scanner.startAt(2);
        assertThat(scanner.scan(buffer)).isNull();
    }

    @Test
    void findsARegexWhosePartsCameInDifferentScans() throws Exception {
        PatternScanner scanner = scanner(ConsolePattern.regex("begin\\s.*\\send"));
        say("begin\n");
        assertThat(scanner.scan(buffer)).isNull();
        say("middle\n");
        assertThat(scanner.scan(buffer)).isNull();
        say("end");
        assertThat(scanner.scan(buffer).start()).isZero();
    }

    /** The next pass does not include its beginning. */
    @Test
    void findsARegexThatIsLongerThanItsSpanAtTheEndOfABlock() throws Exception {
        int start = PatternScanner.BLOCK - PatternScanner.REGEX_SPAN - 100;
        say("y".repeat(start) + "begin" + "x".repeat(PatternScanner.REGEX_SPAN + 1000) + "\n");
        PatternScanner.Hit hit = scanner(ConsolePattern.regex("beginx+")).scan(buffer);
        assertThat(hit).isNotNull();
        assertThat(hit.start()).isEqualTo(start);
        assertThat(hit.end()).isEqualTo(PatternScanner.BLOCK);
    }

    @Test
    void rejoinsARegexAtTheEndOfABlock() throws Exception {
        int start = PatternScanner.BLOCK - PatternScanner.REGEX_SPAN;
        int length = PatternScanner.REGEX_SPAN + 1000;
        say("y".repeat(start) + "x".repeat(length) + "\n");
        PatternScanner.Hit hit = scanner(ConsolePattern.regex("x+")).scan(buffer);
        assertThat(hit.start()).isEqualTo(start);
        assertThat(hit.end()).isEqualTo(start + length);
    }

    @Test
    void agreesWithANaiveSearchOnRandomTextInRandomPieces() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<String> words = List.of(word(random), word(random), word(random), word(random));
            StringBuilder text = new StringBuilder();
            ConsoleBuffer pieces = new ConsoleBuffer();
            PatternScanner scanner =
                    new PatternScanner(words.stream().map(ConsolePattern::literal).toList());
            PatternScanner.Hit hit = null;
            while (hit == null && text.length() < 200) {
                String piece = word(random);
                text.append(piece);
                pieces.append(piece.getBytes(UTF_8), 0, piece.length());
                hit = scanner.scan(pieces);
            }
            long naive =
                    words.stream()
                            .filter(word -> text.indexOf(word) >= 0)
                            .mapToLong(word -> text.indexOf(word) + word.length())
                            .min()
                            .orElse(-1);
            assertThat(hit == null ? -1 : hit.end()).as("seed %d", seed).isEqualTo(naive);
            if (hit != null) {
                assertThat(text.substring((int) hit.start(), (int) hit.end()))
                        .isEqualTo(words.get(hit.index()));
            }
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }

    @Test
    void forgetsWholeSegmentsOnly() throws Exception {
        say("x".repeat(ConsoleBuffer.SEGMENT + 10));
        buffer.forgetBefore(ConsoleBuffer.SEGMENT + 5L);
        assertThat(buffer.start()).isEqualTo(ConsoleBuffer.SEGMENT);
        assertThat(buffer.copy(0, Long.MAX_VALUE)).hasSize(10);
    }
}
