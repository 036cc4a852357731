package org.qemu.functional.nativetest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(
        value = "org.qemu.functional.nativetest.CCompiler#isAvailable",
        disabledReason = "there is no C compiler; install the package gcc")
class StructLayoutTest {
    @Layout("struct inner")
    record Inner(byte kind, int value) {}

    @Layout("struct outer")
    @SuppressWarnings("ArrayRecordComponent") // is what is tested
    record Outer(
            boolean on,
            double ratio,
            @UnsignedWidth(1) int small,
            @UnsignedWidth(4) long wide,
            Inner one,
            @Length(2) List<Inner> two,
            Pointer next,
            float half,
            @Length(3) byte[] tail) {}

    @Layout(value = "struct wire", order = Endianness.BIG, packed = true)
    record Wire(byte kind, @UnsignedWidth(2) int port, long address, @Length(4) String name) {}

    private static final String DECLARATIONS =
            """
            #include <stdbool.h>
            #include <stdint.h>
            struct inner { int8_t kind; int32_t value; };
            struct outer { bool on; double ratio; uint8_t small; uint32_t wide; struct inner one;
                           struct inner two[2]; void *next; float half; uint8_t tail[3]; };
            struct wire { int8_t kind; uint16_t port; int64_t address; char name[4]; }
                __attribute__((packed));
            """;

    private static CCompiler compilerWith(Path folder) throws IOException {
        Files.writeString(folder.resolve("types.h"), DECLARATIONS);
        return CCompiler.cc().options("-I" + folder);
    }

    @Test
    void hasTheLayoutOfTheCompiler(@TempDir Path folder) throws IOException {
        CCompiler compiler = compilerWith(folder);

        StructLayout.of(Inner.class).verify(compiler, "types.h");
        StructLayout.of(Outer.class).verify(compiler, "types.h");
        StructLayout.of(Wire.class).verify(compiler, "types.h");
        StructLayout.of(NotesLibrary.Stats.class)
                .verify(CCompiler.cc().options("-Isrc/test/c"), "notes.h");
    }

    @Layout("struct inner")
    record WrongInner(short kind, long value) {}

    @Test
    void reportsEachDifferenceFromTheCompiler(@TempDir Path folder) throws IOException {
        CCompiler compiler = compilerWith(folder);

        assertThatThrownBy(() -> StructLayout.of(WrongInner.class).verify(compiler, "types.h"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "WrongInner is not laid out as 'struct inner'",
                        "size: 16 in Java, 8 in C",
                        "alignment: 8 in Java, 4 in C",
                        "size of kind: 2 in Java, 1 in C",
                        "offset of value: 8 in Java, 4 in C");
    }

    @Test
    void reportsWhatTheCompilerSaysOfAnUnknownField(@TempDir Path folder) throws IOException {
        @Layout("struct inner")
        record Misnamed(byte sort, int value) {}
        CCompiler compiler = compilerWith(folder);

        assertThatThrownBy(() -> StructLayout.of(Misnamed.class).verify(compiler, "types.h"))
                .isInstanceOf(CompilationException.class)
                .hasMessageContaining("sort");
    }

    @Test
    void readsWhatItHasWritten() {
        StructLayout<Outer> layout = StructLayout.of(Outer.class);
        Outer outer =
                new Outer(
                        true,
                        0.1,
                        255,
                        0xffff_fffeL,
                        new Inner((byte) 1, -1),
                        List.of(new Inner((byte) 2, 22), new Inner((byte) 3, 33)),
                        new Pointer(0x1234),
                        0.5f,
                        new byte[] {7, 8, 9});

        try (Memory memory = layout.allocate(outer)) {
            assertThat(layout.read(memory)).usingRecursiveComparison().isEqualTo(outer);
        }
    }

    @Test
    void writesInTheOrderOfItsAnnotation() {
        StructLayout<Wire> layout = StructLayout.of(Wire.class);
        ByteBuffer buffer = ByteBuffer.allocate(17);
        buffer.position(1);

        layout.write(new Wire((byte) 1, 0xabcd, 0x0102030405060708L, "ab"), buffer);

        assertThat(HexFormat.of().formatHex(buffer.array()))
                .isEqualTo("00" + "01" + "abcd" + "0102030405060708" + "61620000" + "00");
        assertThat(buffer.position()).isEqualTo(16);
    }

    @Test
    void fillsPaddingWithZeros() {
        ByteBuffer buffer = ByteBuffer.allocate(8).putLong(0, -1);

        StructLayout.of(Inner.class).write(new Inner((byte) -1, -1), buffer);

        assertThat(HexFormat.of().formatHex(buffer.array())).isEqualTo("ff000000ffffffff");
    }

    @Test
    void readsAStringWithoutAZero() {
        ByteBuffer buffer = ByteBuffer.allocate(15).put(11, "abcd".getBytes(UTF_8));

        assertThat(StructLayout.of(Wire.class).read(buffer).name()).isEqualTo("abcd");
    }

    @Test
    void refusesWhatDoesNotFit() {
        StructLayout<Wire> layout = StructLayout.of(Wire.class);
        ByteBuffer buffer = ByteBuffer.allocate(15);

        assertThatThrownBy(() -> layout.write(new Wire((byte) 0, 0x10000, 0, ""), buffer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "component 'port' of Wire: '65536' is not in the range of an unsigned number of 2 bytes");
        assertThatThrownBy(() -> layout.write(new Wire((byte) 0, 0, 0, "abcde"), buffer.clear()))
                .hasMessage("component 'name' of Wire: 'abcde' has 5 bytes in UTF-8, more than 4");
        assertThatThrownBy(() -> layout.read(buffer.clear().limit(14)))
                .hasMessage("Wire has 15 bytes, but the buffer has 14 left");
    }

    @Test
    void refusesRecordsThatHaveNoLayout() {
        record Plain(int value) {}
        @Layout
        record WithDate(Instant time) {}
        @Layout
        @SuppressWarnings("ArrayRecordComponent") // is what is tested
        record WithoutLength(int[] values) {}
        @Layout
        record TooWide(@UnsignedWidth(4) int value) {}

        assertThatThrownBy(() -> StructLayout.of(Plain.class))
                .hasMessageContaining("annotate it with @Layout");
        assertThatThrownBy(() -> StructLayout.of(WithDate.class))
                .hasMessage(
                        "component 'time' of WithDate: 'java.time.Instant' has no counterpart in C; see @Layout for the types");
        assertThatThrownBy(() -> StructLayout.of(WithoutLength.class))
                .hasMessageContaining("'int[]' needs a @Length of at least 1");
        assertThatThrownBy(() -> StructLayout.of(TooWide.class))
                .hasMessageContaining("@UnsignedWidth(4) does not fit 'int'");
    }
}
