package org.qemu.functional.precache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command as users do, in its own process with its own cache. */
class PrecacheCommandTest {
    @TempDir Path folder;

    private PrecacheProgram.Result run(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return new PrecacheProgram(folder).run(environment, args);
    }

    @Test
    void listsTheAssetsOfAClassAndWhetherTheyAreThere() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "list", "arm.CanonA1100Test");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .matches("missing 28e71874[0-9a-f]{56} https://\\S+/day18\\.tar\\.xz\n");
    }

    @Test
    void listsTheAssetsOfAllClassesWhenNoneIsNamed() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "list");
        assertThat(result.out().lines().count()).isGreaterThan(5);
        assertThat(result.out()).contains("day18.tar.xz").contains("debian:pool/");
    }

    @Test
    void tellsWhatCannotBeHadNowByItsStatus() throws Exception {
        PrecacheProgram.Result result =
                run(Map.of("QEMU_TEST_NO_DOWNLOAD", "1"), "fetch", "arm.CanonA1100Test");
        assertThat(result.status()).isEqualTo(75);
        assertThat(result.out()).contains("1 unavailable now, 0 failed");
    }

    @Test
    void doesNothingForAClassWithoutAssets() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "fetch", "generic.VersionTest");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("0 fetched, 0 already cached");
    }

    @Test
    void refusesAClassThatIsNotThere() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "fetch", "arm.NoSuchTest");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'arm.NoSuchTest'");
    }

    @Test
    void explainsItself() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "--help");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("fetch").contains("75");
    }

    @Test
    void knowsTheSuitesOfMeson() throws Exception {
        PrecacheProgram.Result arm =
                run(Map.of(), "list", "--suite", "func-arm-thorough", "func-quick");
        assertThat(arm.out()).contains("day18.tar.xz");
        assertThat(run(Map.of(), "list", "--suite=func-quick").out()).doesNotContain("day18");
        PrecacheProgram.Result none = run(Map.of(), "list", "--suite", "func-pdp11");
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("'func-pdp11'").contains("func-arm-thorough");
    }

    @Test
    void refusesAgesAndSizesThatAreNone() throws Exception {
        PrecacheProgram.Result age = run(Map.of(), "evict", "--older-than", "old");
        assertThat(age.status()).isEqualTo(2);
        assertThat(age.err()).contains("'old'").contains("183d");
        PrecacheProgram.Result size = run(Map.of(), "evict", "--max-size", "big");
        assertThat(size.status()).isEqualTo(2);
        assertThat(size.err()).contains("'big'").contains("20G");
    }

    @Test
    void failsInOneLineWhenAFileRefuses() throws Exception {
        PrecacheProgram.Result result = run(Map.of(), "import", folder.resolve("none").toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("error: '%s/none' does not exist%n".formatted(folder));
    }

    @Test
    void completesWordsInBash() throws Exception {
        Path script =
                Files.writeString(
                        folder.resolve("completion"), run(Map.of(), "generate-completion").out());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                """
                                bash -n "$1" && . "$1" || exit 9
                                COMP_WORDS=(precache ev) COMP_CWORD=1 COMP_LINE='precache ev'
                                COMP_POINT=11
                                _complete_precache && echo "${COMPREPLY[*]}"
                                """,
                                "bash",
                                script.toString())
                        .redirectErrorStream(true)
                        .start();
        assertThat(bash.inputReader().readLine()).isEqualTo("evict");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void doesNotPassAFullDiskBehindItsOutputOver() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" > /dev/full", "sh"));
        command.addAll(PrecacheProgram.commandLine("list", "arm.CanonA1100Test"));
        assertThat(new PrecacheProgram(folder).start(Map.of(), command).waitFor()).isEqualTo(1);
    }
}
