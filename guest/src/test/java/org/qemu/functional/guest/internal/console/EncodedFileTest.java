package org.qemu.functional.guest.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests which lines of a file are valid. */
class EncodedFileTest {
    private static final byte[] CONTENT = new byte[200]; // four lines

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private final List<String> lines = new ArrayList<>();
    private final EncodedFile file = new EncodedFile();

    EncodedFileTest() throws Exception {
        Base64.Encoder mime = Base64.getMimeEncoder(76, new byte[] {'\n'});
        mime.encodeToString(CONTENT)
                .lines()
                .forEach(line -> lines.add((lines.size() + 1) + " " + line));
        assertThat(file.begin(lines.size() + " " + sum(CONTENT))).isTrue();
    }

    private static String sum(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content)) + " -";
    }

    @Test
    void takesLinesInAnyOrder() {
        assertThat(file.take(List.of(lines.get(3), lines.get(1)))).isTrue();
        assertThat(file.missing()).isEqualTo("1,1{=;p;};3,3{=;p;}");
        assertThat(file.take(List.of(lines.get(2), lines.get(0)))).isTrue();
        assertThat(file.isComplete()).isTrue();
        assertThat(file.content()).isEqualTo(CONTENT);
    }

    @Test
    void passesOverWhatIsSpoilt() {
        String line = lines.get(1);
        assertThat(
                        file.take(
                                List.of(
                                        "",
                                        line.substring(0, 30),
                                        line.substring(0, 40) + "[ 1.0] usb" + line.substring(40),
                                        line.substring(0, 40) + line.substring(41),
                                        "5 " + line.substring(2),
                                        "0 " + line.substring(2),
                                        line.substring(2))))
                .isFalse();
        assertThat(file.missing()).isEqualTo("1,4{=;p;}");
    }

    @Test
    void beginsAnewWhenTheSumIsAnother() {
        List<String> wrong = new ArrayList<>(lines);
        wrong.set(2, "3 " + "A".repeat(76));
        assertThat(file.take(wrong)).isFalse();
        assertThat(file.isComplete()).isFalse();
        assertThat(file.take(lines)).isTrue();
    }

    @Test
    void emptyFileHasNoLines() throws Exception {
        EncodedFile empty = new EncodedFile();
        assertThat(empty.begin(sum(new byte[0]))).isTrue();
        assertThat(empty.take(List.of())).isTrue();
        assertThat(empty.content()).isEmpty();
    }

    @Test
    void doesNotBeginBySpoiltAnswers() throws Exception {
        EncodedFile other = new EncodedFile();
        String sum = sum("x".getBytes(StandardCharsets.US_ASCII));
        for (String answer : List.of("", "130", "4", sum.substring(1), "4 " + sum + " x")) {
            assertThat(other.begin(answer)).as(answer).isFalse();
        }
        assertThat(other.isBegun()).isFalse();
    }

    @Test
    void asksForALimitedNumberOfRuns() throws Exception {
        EncodedFile large = new EncodedFile();
        assertThat(large.begin("1000 " + sum(CONTENT))).isTrue();
        List<String> even = new ArrayList<>();
        for (int i = 2; i < 1000; i += 2) {
            even.add(i + " " + "A".repeat(76));
        }
        assertThat(large.take(even)).isTrue();
        assertThat(large.missing()).hasSizeLessThan(1000).startsWith("1,1{=;p;};3,3{=;p;}");
    }
}
