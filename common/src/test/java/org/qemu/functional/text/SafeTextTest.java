package org.qemu.functional.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
    @ParameterizedTest
    @CsvSource({
        "http://me:secret@host/x, http://***@host/x",
        "https://secret@host, https://***@host",
        "http://me:se@cret@host:80/a@b, http://***@host:80/a@b",
        "http://me:secret%40@[::1]:80/, http://***@[::1]:80/",
        "http://me:sec'ret\"<>@host/, http://***@host/",
        "http://me:sec/ret@host/, http://***@host/",
        "http://me:sec?re#t@host/, http://***@host/",
        "SOCKS5H://me:secret@host and ftp://you:secret@b, SOCKS5H://***@host and ftp://***@b",
        "'https://a.org/=file:///b/ http://me:secret@c/', 'https://a.org/=file:///b/ http://***@c/'",
        "https://h/x?a=1&X-Amz-Signature=secret&b=2#t, https://h/x?a=1&X-Amz-Signature=***&b=2#t",
        "https://h/?token=secret, https://h/?token=***",
        "https://h/?private_token=secret https://h/?Sig=secret, https://h/?private_token=*** https://h/?Sig=***",
        "http://u:secret@h/?token=secret, http://***@h/?token=***",
    })
    void leavesPasswordsOut(String text, String safe) {
        assertThat(SafeText.line(text)).isEqualTo(safe);
        assertThat(SafeText.lines(safe)).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host/a@b",
                "http://host:8080/a@2.tar",
                "http://[2001:db8::1]:80/a@b",
                "http://[2001:db8::1]/a@b",
                "see http://host/ or ask me@example.org",
                "https://host/?tokens=1&q=a@b",
                "a://b c@d",
                "x?token=visible",
                "plain",
                "",
            })
    void leavesAllElseAsItIs(String text) {
        assertThat(SafeText.line(text)).isEqualTo(text);
        assertThat(SafeText.lines(text)).isEqualTo(text);
    }

    @Test
    void leavesNoControlCharacter() {
        for (int c = 0; c < 0x110000; c++) {
            String text = new StringBuilder("a").appendCodePoint(c).append('b').toString();
            String line = SafeText.line(text);
            assertThat(line.codePoints().noneMatch(SafeTextTest::commands)).isTrue();
            assertThat(line).startsWith("a").endsWith("b").hasSizeGreaterThan(2);
            assertThat(SafeText.line(line)).isEqualTo(line);
        }
        assertThat(SafeText.line("\u001b]0;x\u0007\u009b2J\r\n\u202e"))
                .isEqualTo("␛]0;x␇<U+009B>2J␤<U+202E>");
        assertThat(SafeText.lines("a\r\n\tb\r\u001b[1m")).isEqualTo("a\n\tb␤␛[1m");
    }

    private static boolean commands(int c) {
        return Character.getType(c) == Character.CONTROL || (c >= 0xD800 && c < 0xE000);
    }

    @Test
    void takesTimeInProportionToTheLength() {
        for (String nasty :
                new String[] {
                    "://a:b/", "://", "a", "://a@", "?", "http://h/?token=", "http://h/?a="
                }) {
            long once = nanos(nasty.repeat(100_000));
            long twice = nanos(nasty.repeat(400_000));
            assertThat(twice).as(nasty).isLessThan(12 * once + 200_000_000);
        }
    }

    private static long nanos(String text) {
        SafeText.line(text.substring(0, text.length() / 10));
        long start = System.nanoTime();
        SafeText.line(text);
        return System.nanoTime() - start;
    }

    @Test
    void cleansWhatIsPrintedInWhateverPieces() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = SafeOutput.to(bytes, UTF_8).print();
        out.print("http://me:sec");
        out.print("ret@host/ ä");
        out.write(0x1b);
        out.println("[2J");
        out.print("no end\u0007");
        assertThat(bytes.toString(UTF_8)).isEqualTo("http://***@host/ ä␛[2J\n");
        out.flush();
        assertThat(bytes.toString(UTF_8)).endsWith("\nno end␇");
        out.println("x".repeat(200_000));
        assertThat(bytes.toString(UTF_8)).endsWith("x".repeat(200_000) + "\n");
    }

    @Test
    void hidesTheMessagesOfCauses() {
        Throwable cause =
                SafeText.cause(new IllegalStateException("http://a:b@c/\u001b", new Error()));
        assertThat(cause)
                .hasMessage("java.lang.IllegalStateException: http://***@c/␛")
                .hasNoCause();
        Exception plain = new Exception("plain");
        assertThat(SafeText.cause(plain)).isSameAs(plain);
    }
}
