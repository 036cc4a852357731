package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
    /** Return a line that is within a buffer, as received lines are. */
    private static ReplyLine line(String text) {
        byte[] bytes = ("7\n" + text + "\n7").getBytes(ISO_8859_1);
        return new ReplyLine(bytes, 2, bytes.length - 2);
    }

    private static long number(String reply) throws BadReplyException {
        return ReplyReader.number(line(reply));
    }

    @Test
    void tellsRepliesFromInterruptsAndFromNonsense() {
        assertThat(ReplyReader.isReply(line("OK"))).isTrue();
        assertThat(ReplyReader.isReply(line("OK 0x1"))).isTrue();
        assertThat(ReplyReader.isReply(line("FAIL"))).isTrue();
        assertThat(ReplyReader.isReply(line("ERR argument"))).isTrue();
        assertThat(ReplyReader.isReply(line("OKAY"))).isFalse();
        assertThat(ReplyReader.isReply(line("ok"))).isFalse();
        assertThat(ReplyReader.isReply(line(""))).isFalse();
        assertThat(ReplyReader.isReply(line("IRQ raise 1"))).isFalse();
        assertThat(ReplyReader.isOk(line("FAIL"))).isFalse();
        assertThat(ReplyReader.isOk(line("O"))).isFalse();
        assertThat(ReplyReader.isInterrupt(line("IRQ raise 1"))).isTrue();
        assertThat(ReplyReader.isInterrupt(line("IRQ"))).isFalse();
        assertThat(ReplyReader.isInterrupt(line("OK"))).isFalse();
    }

    @Test
    void readsHexadecimalNumbersOfOneToSixteenDigits() throws Exception {
        String digits = "fedcba9876543210";
        for (int count = 1; count <= 16; count++) {
            String some = digits.substring(0, count);
            assertThat(number("OK 0x" + some)).isEqualTo(Long.parseUnsignedLong(some, 16));
            assertThat(number("OK 0x" + "0".repeat(16 - count) + some))
                    .isEqualTo(Long.parseUnsignedLong(some, 16));
        }
        assertThat(number("OK 0xFEDCBA")).isEqualTo(0xfedcba);
    }

    @Test
    void readsDecimalNumbers() throws Exception {
        assertThat(number("OK 0")).isZero();
        assertThat(number("OK 1234567890")).isEqualTo(1234567890);
        assertThat(number("OK 9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    }

    /**
     * QEMU reports the results of sPAPR's services, even a negative status, as unsigned numbers of
     * 64 bits.
     */
    @Test
    void readsDecimalNumbersOf64Bits() throws Exception {
        assertThat(number("OK 18446744073709551613")).isEqualTo(-3);
    }

    @Test
    void readsNothingAsZero() throws Exception {
        assertThat(number("OK")).isZero();
        assertThat(number("OK ")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OK x",
                "OK 0x",
                "OK 0xg",
                "OK 0x1 ",
                "OK 0x12345678901234567",
                "OK 0x-1",
                "OK 18446744073709551616",
                "OK 1 2",
                "OK  1",
                "OK 1.5",
                "OK 0x\u00e9"
            })
    void refusesWhatIsNoNumber(String reply) {
        assertThatThrownBy(() -> number(reply))
                .isInstanceOf(BadReplyException.class)
                .hasMessage("end in a number");
    }

    @Test
    void givesTextAsItIs() {
        assertThat(ReplyReader.text(line("OK"))).isEmpty();
        assertThat(ReplyReader.text(line("OK "))).isEmpty();
        assertThat(ReplyReader.text(line("OK  big one "))).isEqualTo(" big one ");
    }

    @Test
    void decodesHexadecimalBytes() throws Exception {
        byte[] into = new byte[6];
        ReplyReader.hex(line("OK 0x00ff10A5"), into, 1, 4);
        assertThat(into).containsExactly(0, 0, 0xff, 0x10, 0xa5, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OK",
                "OK 0x",
                "OK 0x0",
                "OK 0x000",
                "OK 0x000000",
                "OK 0x0g00",
                "OK 1x0000"
            })
    void refusesOtherHexadecimalBytes(String reply) {
        assertThatThrownBy(() -> ReplyReader.hex(line(reply), new byte[2], 0, 2))
                .isInstanceOf(BadReplyException.class)
                .hasMessage("bring 2 bytes, two digits each");
    }

    @Test
    void decodesBase64() throws Exception {
        byte[] into = new byte[6];
        ReplyReader.base64(line("OK AP8QpQ=="), into, 1, 4);
        assertThat(into).containsExactly(0, 0, 0xff, 0x10, 0xa5, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK", "OK ", "OK AA==", "OK AAAA", "OK AA=A", "OK A", "OK ?AA="})
    void refusesOtherBase64(String reply) {
        byte[] into = {7, 7, 7};
        assertThatThrownBy(() -> ReplyReader.base64(line(reply), into, 0, 2))
                .isInstanceOf(BadReplyException.class)
                .hasMessage("bring 2 bytes in base64");
        assertThat(into).containsExactly(7, 7, 7);
    }
}
