package org.qemu.functional.asset.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpensslHasherTest {
    @TempDir Path temp;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        byte[] content = new byte[1_000_000];
        new Random(9).nextBytes(content);
        file = Files.write(temp.resolve("a file"), content);
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void agreesWithJava(HashAlgorithm algorithm) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        assertThat(
                        OpensslHasher.hash(
                                algorithm.name().toLowerCase(Locale.ROOT), file, "x::/usr/bin"))
                .isEqualTo(algorithm.hashInJava(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 0123 '*stdin'", // not a hash
                "echo; exit 0",
                "printf '%064d *stdin' 0; exit 1",
                "exec kill -9 $$"
            })
    void leavesItToJavaWhenTheProgramIsNotWhatItShouldBe(String script) throws IOException {
        Path program = temp.resolve("openssl");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(OpensslHasher.hash("sha256", file, temp.toString())).isNull();
    }

    @Test
    void leavesItToJavaWhereThereIsNone() throws IOException {
        assertThat(OpensslHasher.hash("sha256", file, "/nonexistent:" + temp)).isNull();
        assertThat(OpensslHasher.hash("sha256", file, "")).isNull();
    }

    @Test
    void hashesLargeFilesAlike() throws IOException {
        Path large = temp.resolve("large");
        try (var channel =
                Files.newByteChannel(
                        large,
                        java.nio.file.StandardOpenOption.CREATE_NEW,
                        java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(OpensslHasher.LEAST);
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}));
        }
        for (HashAlgorithm algorithm : HashAlgorithm.values()) {
            assertThat(algorithm.hashOf(large)).isEqualTo(algorithm.hashInJava(large));
        }
    }
}
