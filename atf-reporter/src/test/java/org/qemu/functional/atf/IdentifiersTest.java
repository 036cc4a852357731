package org.qemu.functional.atf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    private static final String[] ALL = {
        "Inner.plain",
        "Template[1].plain",
        "Template[2].plain",
        "disabled[1]",
        "disabled[2]",
        "factory[1]",
        "factory[2][1]",
        "parameterized[1]",
        "parameterized[2]",
        "parameterized[3]",
        "plain",
        "repeated[1]",
        "repeated[2]",
        "unlisted"
    };

    private final InProcess program = InProcess.of(NamesFixture.class);

    @TempDir Path folder;

    @BeforeEach
    void forget() {
        NamesFixture.RUN.clear();
    }

    @Test
    void listsEveryInvocationAndRunsNone() {
        assertThat(idents(NamesFixture.class)).containsExactly(ALL);
        assertThat(NamesFixture.RUN).isEmpty();
    }

    @Test
    void describesInvocationsByTheirDisplayNames() {
        assertThat(program.run("-l").stdout())
                .contains("ident: factory[2][1]\ndescr: two\n\n")
                .contains("ident: plain\n\n")
                .contains("ident: parameterized[3]\ndescr: [3] ");
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "parameterized[1], 'parameterized a: b'",
        "repeated[2], repeated",
        "factory[1], factory one",
        "factory[2][1], factory two",
        "Inner.plain, inner plain",
        "Template[2].plain, template 8"
    })
    void runsEachAlone(String ident, String expected) {
        assertThat(program.run(ident).stdout()).isEqualTo("passed\n");

        assertThat(NamesFixture.RUN)
                .filteredOn(step -> !step.equals("class") && !step.equals("setup"))
                .containsExactly(expected);
    }

    @Test
    void reportsInvocationsOfADisabledTemplateAsSkipped() {
        assertThat(program.run("disabled[2]").stdout()).isEqualTo("skipped: disabled\n");
    }

    @Test
    void failsATestWhoseInvocationsCannotBeListed() {
        assertThat(program.run("unlisted"))
                .satisfies(output -> assertThat(output.status()).isOne())
                .satisfies(output -> assertThat(output.stdout()).startsWith("failed: "))
                .satisfies(output -> assertThat(output.stdout()).contains("no arguments"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parameterized[4]",
                "parameterized[0]",
                "parameterized[]",
                "parameterized[1",
                "parameterized[1][1]",
                "parameterized[99999999999]",
                "factory[3]",
                "factory[2]",
                "plain[1]",
                "Inner",
                "Template[3].plain",
                "Plain"
            })
    void rejectsNamesThatAreNotListed(String ident) throws Exception {
        Path result = folder.resolve("result");

        TestProgram.Output output = program.run("-r", result.toString(), ident);

        assertThat(output.status()).isOne();
        assertThat(output.stderr())
                .contains("program: ERROR: Unknown test case `" + ident + "'\n")
                .endsWith("program: See atf-test-program(1) for usage details.\n");
        assertThat(result).doesNotExist();
    }

    @RepeatedTest(2)
    void areTheSameInEachRun() {
        assertThat(idents(NamesFixture.class)).containsExactly(ALL);
    }

    @Test
    void haveTheNameOfTheClassIfThereAreSeveral() {
        assertThat(idents(NamesFixture.class, CleanupFixture.class))
                .contains("NamesFixture.Inner.plain", "NamesFixture.factory[2][1]")
                .contains("CleanupFixture.passes");
        assertThat(
                        InProcess.of(NamesFixture.class, CleanupFixture.class)
                                .run("NamesFixture.parameterized[2]")
                                .stdout())
                .isEqualTo("passed\n");
    }

    @Test
    void differOrTheProgramFails() throws Exception {
        InProcess overloaded = InProcess.of(Overloaded.class);
        Path result = folder.resolve("result");

        assertThat(overloaded.run("-l"))
                .isEqualTo(
                        new TestProgram.Output(
                                1,
                                "",
                                "program: ERROR: Two test cases have the name `same':"
                                        + " void org.qemu.functional.atf.IdentifiersTest$Overloaded.same()"
                                        + " and"
                                        + " void org.qemu.functional.atf.IdentifiersTest$Overloaded.same(org.junit.jupiter.api.TestInfo);"
                                        + " rename one of them\n"));
        assertThat(overloaded.run("-r", result.toString(), "same").status()).isOne();
        assertThat(Files.readString(result)).startsWith("broken: Two test cases have the name");
    }

    private static List<String> idents(Class<?>... classes) {
        return AtfProgram.testCases(List.of(classes)).stream().map(AtfTestCase::ident).toList();
    }

    static class Overloaded {
        @Test
        void same() {}

        @Test
        void same(org.junit.jupiter.api.TestInfo info) {}
    }
}
