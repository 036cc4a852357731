package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.Width;

class CommandBufferTest {
    private final CommandBuffer buffer = new CommandBuffer();

    private String text() {
        return US_ASCII.decode(buffer.toSend()).toString();
    }

    @Test
    void makesLines() {
        buffer.begin("read", Width.L).hex(0x1000).end();
        buffer.begin("outb").hex(0x70).hex(0xff).end();
        buffer.begin("module_load").word("hw-").word("usb").end();
        assertThat(text()).isEqualTo("readl 0x1000\noutb 0x70 0xff\nmodule_load hw- usb\n");
        assertThat(buffer.length()).isEqualTo(text().length());
    }

    @Test
    void knowsTheCommandThatWasBegunLast() {
        buffer.begin("inb").hex(0x70).end();
        buffer.begin("inb").hex(0x71);
        assertThat(buffer.lastLine()).isEqualTo("inb 0x71");
        buffer.end();
        assertThat(buffer.lastLine()).isEqualTo("inb 0x71");
    }

    @Test
    void writesNumbersUnsignedWithoutLeadingZeroes() {
        for (int bit = 0; bit < 64; bit++) {
            long value = -1L >>> (63 - bit);
            buffer.clear();
            assertThat(buffer.begin("").hex(value).lastLine())
                    .isEqualTo(" 0x" + Long.toHexString(value));
            assertThat(buffer.begin("").hex(1L << bit).lastLine())
                    .isEqualTo(" 0x" + Long.toHexString(1L << bit));
        }
        assertThat(buffer.begin("").hex(0).lastLine()).isEqualTo(" 0x0");
    }

    @Test
    void writesBytesAsTwoDigitsEach() {
        buffer.begin("write").word("0x").hexBytes(new byte[] {1, 0, (byte) 0xff, 0x5a, 2}, 1, 3);
        assertThat(buffer.lastLine()).isEqualTo("write 0x00ff5a");
    }

    @Test
    void growsByWhatIsWritten() {
        String word = "x".repeat(1000);
        buffer.begin(word).word(word).raw(word.getBytes(US_ASCII)).end();
        buffer.begin("").hexBytes(new byte[100_000], 0, 100_000).end();
        assertThat(text())
                .isEqualTo("%s %s%s\n%s\n".formatted(word, word, word, "0".repeat(200_000)));
    }

    @Test
    void isEmptyWhenCleared() {
        buffer.begin("inb").hex(1).end();
        buffer.clear();
        assertThat(buffer.length()).isZero();
        assertThat(buffer.begin("inb").hex(2).lastLine()).isEqualTo("inb 0x2");
    }

    /**
     * QEMU would interpret a line end as the end of the command, and replies would no longer match
     * commands.
     */
    @Test
    void refusesWhatIsNoPartOfALine() {
        for (String text : new String[] {"a\nb", "\n", "\u010a", "\u00e4", "\0", "\t", "\u007f"}) {
            assertThatThrownBy(() -> buffer.begin(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(text);
            assertThatThrownBy(() -> buffer.begin("module_load").word(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        buffer.clear();
        assertThat(buffer.begin(" ~").lastLine()).isEqualTo(" ~");
    }
}
