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

/** Starts the command as its users do, in a process of its own, with a cache of its own. */
class MainTest {
    @TempDir Path folder;

    private record Result(int status, String out, String err) {}

    private Result run(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("QEMU_"));
        builder.environment().put("QEMU_TEST_CACHE_DIR", folder.toString());
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Result(status, Files.readString(out), Files.readString(err));
    }

    @Test
    void listsTheAssetsOfAClassAndWhetherTheyAreThere() throws Exception {
        Result result = run(Map.of(), "list", "arm.CanonA1100Test");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .matches("missing 28e71874[0-9a-f]{56} https://\\S+/day18\\.tar\\.xz\n");
    }

    @Test
    void listsTheAssetsOfAllClassesWhenNoneIsNamed() throws Exception {
        Result result = run(Map.of(), "list");
        assertThat(result.out().lines().count()).isGreaterThan(5);
        assertThat(result.out()).contains("day18.tar.xz").contains("debian:pool/");
    }

    @Test
    void tellsWhatCannotBeHadNowByItsStatus() throws Exception {
        Result result = run(Map.of("QEMU_TEST_NO_DOWNLOAD", "1"), "fetch", "arm.CanonA1100Test");
        assertThat(result.status()).isEqualTo(75);
        assertThat(result.out()).contains("1 not to be had now, 0 failed");
    }

    @Test
    void doesNothingForAClassWithoutAssets() throws Exception {
        Result result = run(Map.of(), "fetch", "generic.VersionTest");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("0 fetched, 0 there already");
    }

    @Test
    void refusesAClassThatIsNotThere() throws Exception {
        Result result = run(Map.of(), "fetch", "arm.NoSuchTest");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'arm.NoSuchTest'");
    }

    @Test
    void explainsItself() throws Exception {
        Result result = run(Map.of(), "--help");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("fetch").contains("75");
    }
}
