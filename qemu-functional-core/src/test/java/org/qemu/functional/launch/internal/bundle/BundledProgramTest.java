package org.qemu.functional.launch.internal.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.suite.internal.UsageException;

class BundledProgramTest {
    @Test
    void readsNameVariablesAndArguments() throws Exception {
        assertThat(BundledProgram.parse("func-avr-vnc\tA=1\tB=x=y z\t--\t--junit-xml\tf\tVncTest"))
                .isEqualTo(
                        new BundledProgram(
                                "func-avr-vnc",
                                Map.of("A", "1", "B", "x=y z"),
                                List.of("--junit-xml", "f", "VncTest")));
    }

    @Test
    void refusesOtherLines() {
        for (String line : List.of("", "name", "--\tVncTest", "name\tVncTest")) {
            assertThatThrownBy(() -> BundledProgram.parse(line))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("'" + line + "'")
                    .hasMessageContaining("separated by tabs");
        }
        assertThatThrownBy(() -> BundledProgram.parse("name\tx\t--\tVncTest"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'x' of 'name' is not a variable");
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        assertThatThrownBy(() -> BundledProgram.read(Path.of("/no/such/list")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("/no/such/list");
    }
}
