package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtfMetadataTest {
    @TempDir Path folder;

    @Test
    void mergesClassesAndMethods() {
        assertThat(metadata(Annotated.class, "Inner.plain"))
                .containsExactly(
                        entry("has.cleanup", "true"),
                        entry("descr", "what it tests"),
                        entry("is.exclusive", "true"),
                        entry("require.config", "port ip"),
                        entry("require.diskspace", "1.5G"),
                        entry("require.kmods", "if_tap"),
                        entry("require.progs", "sh cat true"),
                        entry("timeout", "660"),
                        entry("X-bug", "PR 2"),
                        entry("X-source", "Inner"),
                        entry("X-tags", "quick slow"));
    }

    @Test
    void leavesOutWhatIsNotSaid() {
        assertThat(metadata(Plain.class, "plain")).isEmpty();
    }

    @Test
    void listsOnlyKeysThatTheVersionOfKyuaKnows() {
        assertThat(InProcess.of(Annotated.class).run("-l").stdout())
                .contains("require.progs: sh cat true\n")
                .contains("\nX-require.kmods: if_tap\n")
                .doesNotContain("require.diskspace", "is.exclusive", "\nrequire.kmods");
        assertThat(
                        new InProcess(
                                        List.of(
                                                "--kyua",
                                                "development",
                                                "--class",
                                                Annotated.class.getName()))
                                .run("-l")
                                .stdout())
                .contains("is.exclusive: true\n", "require.diskspace: 1.5G\n", "require.kmods: if");
    }

    @Test
    void printsPropertiesOfKyuafileForTheOtherKeys() {
        assertThat(InProcess.of(Annotated.class).run("--kyuafile"))
                .isEqualTo(
                        new TestProgram.Output(
                                0,
                                "is_exclusive=\"true\"\nrequired_disk_space=\"1.5G\"\n",
                                "program: WARNING: this version of kyua cannot check"
                                        + " require.kmods: it is listed as X-require.kmods\n"));
        assertThat(
                        KyuaVersion.DEVELOPMENT.kyuafileProperties(
                                AtfProgram.testCases(List.of(Annotated.class))))
                .isEmpty();
    }

    @Test
    void propertyOfProgramIsTheLargestOfItsTestCases() {
        assertThat(
                        KyuaVersion.V0_13.kyuafileProperties(
                                List.of(
                                        testCase("require.diskspace", "900M"),
                                        testCase("require.diskspace", "1.5G"),
                                        testCase("require.diskspace", "1500"),
                                        testCase("is.exclusive", "false"))))
                .containsExactly(
                        entry("is_exclusive", "false"), entry("required_disk_space", "1.5G"));
    }

    private static AtfTestCase testCase(String key, String value) {
        return new AtfTestCase("test", Map.of(key, value));
    }

    @Test
    void writesAllListsAtOnce() throws Exception {
        TestProgram.Output output =
                new InProcess(List.of())
                        .run(
                                "--list-all",
                                folder.resolve("lists").toString(),
                                Annotated.class.getName(),
                                "no.Such",
                                Plain.class.getName());

        assertThat(output.status()).isOne();
        assertThat(output.stderr()).contains("no.Such: ERROR: Cannot load class `no.Such'");
        assertThat(Files.readString(folder.resolve("lists").resolve(Plain.class.getName())))
                .isEqualTo(InProcess.of(Plain.class).run("-l").stdout());
        assertThat(folder.resolve("lists").resolve(Plain.class.getName() + ".kyuafile"))
                .isEmptyFile();
        assertThat(folder.resolve("lists").resolve(Annotated.class.getName() + ".kyuafile"))
                .hasContent(InProcess.of(Annotated.class).run("--kyuafile").stdout());
    }

    @Test
    void writesAllListsForTheVersionOfKyuaThatIsNamed() throws Exception {
        new InProcess(List.of("--kyua", "development"))
                .run("--list-all", folder.toString(), Annotated.class.getName());

        assertThat(folder.resolve(Annotated.class.getName()))
                .content()
                .contains("is.exclusive: true");
        assertThat(folder.resolve(Annotated.class.getName() + ".kyuafile")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "require.memory, 12Q, 'a number of bytes'",
        "require.diskspace, many, 'a number of bytes'",
        "require.user, nobody, 'root or unprivileged'",
        "timeout, 1.5, 'a number of seconds'",
        "timeout, -1, 'a number of seconds'",
        "is.exclusive, yes, 'true or false'",
        "require.wish, x, 'unknown key'",
        "X-, x, 'unknown key'",
        "X-a b, x, 'unknown key'"
    })
    void rejectsWhatKyuaWouldReject(String key, String value, String message) {
        assertThatThrownBy(() -> new Metadata().set(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("'" + (message.equals("unknown key") ? key : value) + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "require.files, relative, 'an absolute path'",
        "require.progs, bin/ls, 'a name or an absolute path'",
        "require.config, 'a b', 'a word without white space'",
        "require.config, '', 'a word without white space'"
    })
    void rejectsWordsThatKyuaWouldReject(String key, String word, String message) {
        assertThatThrownBy(() -> new Metadata().add(key, word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(classes = {BadMemory.class, BadProperty.class})
    void endsTheProgramIfAValueIsBad(Class<?> type) {
        TestProgram.Output output = InProcess.of(type).run("-l");

        assertThat(output.status()).isOne();
        assertThat(output.stdout()).isEmpty();
        assertThat(output.stderr()).startsWith("program: ERROR: Metadata of `plain': bad ");
    }

    @Test
    void keepsValuesOnOneLine() {
        assertThat(new Metadata().set("descr", "two\nlines\0").values())
                .containsEntry("descr", "two\u2424lines\u2400");
    }

    @Test
    void kyuaAcceptsEveryKeyOfItsVersion() throws Exception {
        TestProgram.ofJava(folder, "annotated", Annotated.class);
        Kyua kyua =
                Kyua.in(
                        folder,
                        "name=\"annotated\", "
                                + InProcess.of(Annotated.class)
                                        .run("--kyuafile")
                                        .stdout()
                                        .strip()
                                        .replace("\n", ", "));

        assertThat(kyua.run("list", "-v").stdout())
                .contains("annotated:Inner.plain (atf-reporter)")
                .contains("custom.bug = PR 2")
                .contains("description = what it tests")
                .contains("has_cleanup = true")
                .contains("is_exclusive = true")
                .contains("required_configs = ip port")
                .contains("required_disk_space = 1.50G")
                .contains("required_programs = cat sh true")
                .contains("timeout = 660");
    }

    private static Map<String, String> metadata(Class<?> type, String ident) {
        return AtfProgram.testCases(List.of(type)).stream()
                .filter(test -> test.ident().equals(ident))
                .findFirst()
                .orElseThrow()
                .metadata();
    }

    static class Plain {
        @Test
        void plain() {}
    }

    @Tag("slow")
    @Isolated
    @AtfMetadata(
            programs = {"sh", "cat"},
            diskSpace = "1.5G",
            properties = "bug=PR 1")
    static class Annotated {
        @Nested
        @Tag("quick")
        class Inner {
            @Test
            @DisplayName("what it tests")
            @Timeout(600)
            @AtfMetadata(
                    programs = {"cat", "true"},
                    configVariables = "ip",
                    kernelModules = "if_tap",
                    properties = "bug=PR 2")
            void plain(
                    @ConfigVariable("port") int port,
                    @ConfigVariable("host") Optional<String> host,
                    @ConfigVariable(value = "user", defaultValue = "root") String user) {}
        }

        @AtfCleanup
        void cleanUp() {}
    }

    static class BadMemory {
        @Test
        @AtfMetadata(memory = "lots")
        void plain() {}
    }

    static class BadProperty {
        @Test
        @AtfMetadata(properties = "novalue")
        void plain() {}
    }

    /** Found by the service loader. */
    public static final class InnerSource implements MetadataSource {
        @Override
        public void describe(Class<?> testClass, Optional<Method> method, Metadata metadata) {
            if (testClass == Annotated.Inner.class) {
                metadata.set("X-source", testClass.getSimpleName()).set("X-bug", "replaced");
            }
        }
    }
}
