package org.qemu.functional.precache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.units.ByteSize;

/** Tests the command's output, and its behavior if the output is not read. */
class OutputOptionTest {
    private static final String CLASS = ServedAssets.class.getName();

    @TempDir Path folder;
    private PrecacheProgram command;
    private Path asset;
    private String hash;
    private Map<String, String> environment;

    @BeforeEach
    void makeAsset() throws IOException {
        command = new PrecacheProgram(folder);
        asset = Files.write(folder.resolve("asset"), new byte[3_000_000]);
        hash = HashAlgorithm.SHA256.hashOf(asset);
        environment = Map.of(ServedAssets.VARIABLE, "file://" + asset + " " + hash);
    }

    private PrecacheProgram.Result run(String... args) throws Exception {
        return command.run(environment, args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "-V",
                "fetch --version",
                "stats --version",
            })
    void tellsItsVersion(String words) throws Exception {
        PrecacheProgram.Result result = run(words.split(" "));
        assertThat(result.status()).isZero();
        assertThat(result.out()).matches("precache \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void fetchesNothingInADryRun() throws Exception {
        PrecacheProgram.Result result = run("fetch", CLASS, "--dry-run");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("would fetch " + hash + " file://" + asset + "\n1 would be fetched, 0");
        assertThat(command.cache().resolve("download").resolve(hash)).doesNotExist();
        assertThat(run("fetch", CLASS, "--dry-run", "--json").out())
                .contains("\"missing\" : [ {")
                .contains(hash);
        run("fetch", CLASS);
        assertThat(run("fetch", CLASS, "--dry-run").out())
                .startsWith("0 would be fetched, 1 already cached");
    }

    @Test
    void saysNothingWhenQuietAndAllIsWell() throws Exception {
        PrecacheProgram.Result result = run("fetch", CLASS, "--quiet");
        assertThat(result.status()).isZero();
        assertThat(result.out() + result.err()).isEmpty();
        assertThat(command.cache().resolve("download").resolve(hash)).exists();
    }

    @Test
    void namesWhatFailsWhenQuiet() throws Exception {
        environment = Map.of(ServedAssets.VARIABLE, "file:///none " + hash);
        PrecacheProgram.Result result = run("fetch", CLASS, "-q");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("failed: cannot fetch asset file:///none: there is no file '/none'\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch CLASS", "list CLASS", "verify", "evict", "stats"})
    void saysFirstWhatItDoes(String words) throws Exception {
        String[] args = words.replace("CLASS", CLASS).split(" ");
        assertThat(run(args).err()).matches("(?s)(looking|scanning|counting) .*");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is needed");
        PrecacheProgram.Result drawn =
                command.runOnTerminal(
                        Map.of(
                                "TERM",
                                "xterm",
                                ServedAssets.VARIABLE,
                                environment.get(ServedAssets.VARIABLE)),
                        args);
        assertThat(drawn.status()).isZero();
    }

    @Test
    void drawsWhatItDoesWhileItTakesTime() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is needed");
        PrecacheProgram.Result drawn = command.runOnTerminal(Map.of("TERM", "xterm"), "list");
        assertThat(drawn.out()).contains("looking for assets").contains("\u001b[J");
    }

    @Test
    void printsSizesAsItReadsThem() throws Exception {
        run("fetch", CLASS);
        String out = run("stats").out();
        String size = out.replaceFirst("(?s).*entries +1 +(\\S+).*", "$1");
        assertThat((double) ByteSize.parse(size)).isBetween(2_900_000.0, 3_100_000.0);
        assertThat(out).containsPattern("free +\\d+[BKMGT]\n");
        assertThat(run("evict", "--max-size", size, "--dry-run").status()).isZero();
    }

    @Test
    void evictsWithTheUrlBesideTheHash() throws Exception {
        run("fetch", CLASS);
        PrecacheProgram.Result result = run("evict", "--max-size", "0", "--dry-run");
        assertThat(result.out())
                .contains("would remove entry ")
                .contains(hash + " (2930K, from file://" + asset + "): to make room");
        assertThat(run("evict", "--max-size", "0", "--json").out())
                .contains("\"url\" : \"file://" + asset + "\"");
    }

    /** The pipe is full, or closed, long before the command writes to it. */
    @ParameterizedTest
    @CsvSource({
        "fetch CLASS, 0",
        "fetch CLASS --dry-run, 0",
        "fetch CLASS --json, 0",
        "list CLASS, 0",
        "list CLASS --json, 0",
        "verify, 0",
        "evict --max-size 0 --dry-run, 0",
        "stats, 0",
        "export - CLASS, 141",
        "--help, 0",
        "generate-completion, 0",
    })
    void endsQuietlyWhenNobodyReads(String words, int status) throws Exception {
        run("fetch", CLASS, "-q");
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "\"$@\" 2> \"$0\" | exec true; exit ${PIPESTATUS[0]}",
                                folder.resolve("stderr").toString()));
        line.addAll(PrecacheProgram.commandLine(words.replace("CLASS", CLASS).split(" ")));
        assertThat(command.start(environment, line).waitFor()).isEqualTo(status);
        assertThat(Files.readString(folder.resolve("stderr")))
                .doesNotContainIgnoringCase("error")
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("pipe");
    }

    @Test
    void endsWhenNobodyReadsItsProgress() throws Exception {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "\"$@\" 2>&1 | exec true; exit ${PIPESTATUS[0]}",
                                "x"));
        line.addAll(PrecacheProgram.commandLine("fetch", CLASS));
        assertThat(command.start(environment, line).waitFor()).isEqualTo(141);
    }
}
