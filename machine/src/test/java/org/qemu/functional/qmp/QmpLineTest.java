package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmpLineTest {
    private static QmpLine line(String text, int piece) {
        byte[] bytes = text.getBytes(UTF_8);
        QmpLine line = new QmpLine(bytes.length);
        for (int at = 0; at < bytes.length; at += piece) {
            line.add(bytes, at, Math.min(piece, bytes.length - at));
        }
        return line;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1023, 1024, 1025, 65_536, 5_000_000})
    void joinsItsPieces(int piece) {
        String value = "ä%s€".formatted("x".repeat(2_000_000));
        assertThat(line("{\"return\":\"" + value + "\"}", piece).parse().path("return").asText())
                .isEqualTo(value);
    }

    @Test
    void tellsLengthAndStartOfAnyLine() {
        QmpLine line = line("{" + "y".repeat(3_000_000), 100);
        assertThatThrownBy(line::parse)
                .isInstanceOf(QmpProtocolException.class)
                .hasMessageContaining("'{yyy")
                .hasMessageContaining("(3000001 bytes)");
        assertThatThrownBy(() -> line.add(new byte[] {'y'}, 0, 1))
                .hasMessageContaining("longer than the 3000001 bytes")
                .hasMessageContaining("'{yyy");
    }

    /** The bytes are not converted, and the blocks grow. */
    @Test
    void takesLittleMoreMemoryThanItHasBytes() {
        int size = 32 << 20;
        byte[] piece = "{".repeat(1 << 16).getBytes(UTF_8);
        QmpLine line = new QmpLine(size);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int at = 0; at < size; at += piece.length) {
            line.add(piece, 0, piece.length);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(size + (4 << 20));
    }
}
