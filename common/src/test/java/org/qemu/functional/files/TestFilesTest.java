package org.qemu.functional.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFilesTest {
    @TempDir Path folder;

    private TestFiles create(boolean keepScratch) {
        return TestFiles.create(
                new SourceTree(folder.resolve("src"), folder.resolve("build")),
                "aarch64",
                "VirtTest.boots",
                keepScratch);
    }

    @Test
    void putsFilesWhereThePythonFrameworkDoes() {
        try (TestFiles files = create(false)) {
            Path home = folder.resolve("build/tests/functional/aarch64/VirtTest.boots");
            assertThat(files.log("base.log")).isEqualTo(home.resolve("base.log"));
            assertThat(files.scratch("a", "b")).isEqualTo(home.resolve("scratch/a/b"));
            assertThat(files.build("pc-bios")).isEqualTo(folder.resolve("build/pc-bios"));
            assertThat(files.data("x"))
                    .isEqualTo(folder.resolve("src/qemu-functional-tests/data/x"));
        }
    }

    @Test
    void removesScratchFilesEvenFromFoldersThatCannotBeWritten() throws IOException {
        Path scratch;
        Path outside = Files.writeString(folder.resolve("outside"), "kept");
        try (TestFiles files = create(false)) {
            scratch = files.scratch();
            Path sealed = Files.createDirectory(files.scratch("sealed"));
            Files.createFile(sealed.resolve("file"));
            Files.createSymbolicLink(files.scratch("link"), outside);
            Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        assertThat(scratch).doesNotExist();
        assertThat(outside).exists();
    }

    @Test
    void keepsScratchFilesWhenTold() {
        TestFiles files = create(true);
        files.close();
        assertThat(files.scratch()).exists();
    }

    @Test
    void beginsWithoutTheFilesOfTheLastRun() throws IOException {
        try (TestFiles before = create(true)) {
            Files.createFile(before.log("default.log"));
            Files.createFile(before.scratch("left"));
        }
        try (TestFiles files = create(false)) {
            assertThat(files.logs()).isEmpty();
            assertThat(files.scratch("left")).doesNotExist();
        }
    }

    @Test
    void makesTheSocketFolderOnceAndRemovesIt() {
        Path sockets;
        try (TestFiles files = create(false)) {
            sockets = files.socketDir();
            assertThat(files.socketDir()).isEqualTo(sockets);
        }
        assertThat(sockets).doesNotExist();
    }

    @Test
    void findsThePluginBesideABinaryInItsBuildFolder() throws IOException {
        Path build = folder.resolve("qemu");
        Path plugin = build.resolve("tests/tcg/plugins/libinsn.so");
        Files.createDirectories(plugin.getParent());
        Files.createFile(plugin);
        try (TestFiles files = create(false)) {
            assertThat(files.plugin(build.resolve("qemu-system-arm"), "libinsn")).isEqualTo(plugin);
            assertThat(files.plugin(Path.of("/usr/bin/qemu-system-arm"), "libinsn"))
                    .isEqualTo(folder.resolve("build/tests/tcg/plugins/libinsn.so"));
        }
    }

    @Test
    void findsTheSourceAboveTheRunningClassesAndTheBuildByItsVariable() {
        SourceTree byDefault = SourceTree.locate(Map.of());
        assertThat(byDefault.source().resolve("meson.options")).exists();
        assertThat(byDefault.build()).isEqualTo(byDefault.source().resolve("build"));
        assertThat(SourceTree.locate(Map.of("QEMU_BUILD_ROOT", folder.toString())).build())
                .isEqualTo(folder);
    }

    /** Other versions of the harness can run on the same host. */
    @Test
    void locksTheByteThatTheNameGives() throws IOException {
        Path locks = folder.resolve("build/tests/functional/aarch64/.lock");
        try (TestFiles files = create(false);
                TestFiles second = create(false)) {
            assertThat(second.log()).isNotEqualTo(files.log());
            assertThat(LockTable.of(locks))
                    .containsExactlyInAnyOrder(
                            "WRITE %1$d %1$d".formatted(916915610L),
                            "WRITE %1$d %1$d".formatted(687607006L));
        }
        assertThat(LockTable.of(locks)).isEmpty();
    }

    @Test
    void givesTheSameTestAFolderOfItsOwnWhileItRunsElsewhere() throws Exception {
        Process other =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                HoldFolder.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            try (TestFiles second = create(false);
                    TestFiles third = create(false)) {
                assertThat(second.log()).hasFileName("VirtTest.boots.2");
                assertThat(third.log()).hasFileName("VirtTest.boots.3");
                assertThat(folder.resolve("build/tests/functional/aarch64/VirtTest.boots/scratch"))
                        .exists();
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        try (TestFiles again = create(false)) {
            assertThat(again.log()).hasFileName("VirtTest.boots");
        }
    }

    /** Holds a test's folder, prints a line and waits to be killed. */
    static final class HoldFolder {
        private HoldFolder() {}

        public static void main(String[] args) throws Exception {
            TestFilesTest test = new TestFilesTest();
            test.folder = Path.of(args[0]);
            try (TestFiles files = test.create(false)) {
                System.out.println(Files.exists(files.scratch()) ? "held" : "lost");
                Thread.currentThread().join();
            }
        }
    }
}
