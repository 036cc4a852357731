package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifies that no other file, case or value is used for bytes that Java cannot represent. */
class ArgumentBytesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-r result$(printf '\\377') passes",
                "-vname=$(printf '\\377') -r result passes",
                "-r result passes$(printf '\\377')"
            })
    void refusesArgumentsThatAreNotUtf8(String arguments) throws Exception {
        TestProgram.ofJava(folder, "program", Fixture.class);

        TestProgram.Output output = run("./program " + arguments);

        assertThat(output.status()).isOne();
        assertThat(output.stderr()).contains("program: ERROR: Argument `", "' is not in UTF-8;");
        assertThat(folder.toFile().list()).containsExactly("program");
    }

    @Test
    void acceptsOtherCharactersThanAscii() throws Exception {
        TestProgram.ofJava(folder, "program", Fixture.class);

        TestProgram.Output output = run("./program -v name=ä -r résultat passes");

        assertThat(output.status()).as(output.stderr()).isZero();
        assertThat(folder.resolve("résultat")).hasContent("passed\n");
    }

    private TestProgram.Output run(String command) throws Exception {
        return TestProgram.execute(
                folder, Map.of("LC_ALL", "C.UTF-8"), List.of("sh", "-c", command));
    }

    static class Fixture {
        @Test
        void passes() {}
    }
}
