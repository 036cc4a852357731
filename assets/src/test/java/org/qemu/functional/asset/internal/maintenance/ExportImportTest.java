package org.qemu.functional.asset.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveExporter;
import org.qemu.functional.asset.internal.maintenance.transport.ArchiveImporter;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;
import org.qemu.functional.asset.internal.maintenance.transport.ImportReport;
import org.qemu.functional.files.CacheFolder;

class ExportImportTest {
    private static final String URL = "https://example.org/asset";

    @TempDir Path temp;
    CacheOnDisk from;
    CacheFolder to;

    @BeforeEach
    void make() throws IOException {
        from = new CacheOnDisk(Files.createDirectory(temp.resolve("from")));
        to = new CacheFolder(temp.toRealPath().resolve("to"));
    }

    private byte[] export(Path... entries) throws IOException {
        List<ArchivedEntry> list =
                Stream.of(entries)
                        .map(file -> new ArchivedEntry(file.getFileName().toString(), URL, 0))
                        .toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveExporter.from(from.folder, EntryListener.NONE).write(list, out);
        return out.toByteArray();
    }

    private ImportReport read(byte[] archive) throws Exception {
        return ArchiveImporter.into(to, EntryListener.NONE).read(new ByteArrayInputStream(archive));
    }

    /** Create an archive with the tar of this host. */
    private byte[] tar(Path folder, String... args) throws Exception {
        String[] command = {"tar", "-C", folder.toString(), "-cf", "-"};
        String[] all = Arrays.copyOf(command, command.length + args.length);
        System.arraycopy(args, 0, all, command.length, args.length);
        Process process = new ProcessBuilder(all).start();
        byte[] archive = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return archive;
    }

    private Path landed(Path entry) {
        return to.download().resolve(entry.getFileName());
    }

    @Test
    void carriesEntriesFromOneCacheToAnother() throws Exception {
        Path a = from.entry("a".repeat(1_000_000), 1);
        Path b = from.entry(HashAlgorithm.SHA512, "b", 1);
        ImportReport report = read(export(a, b));

        assertThat(report.complete()).isTrue();
        assertThat(report.imported()).hasSize(2);
        assertThat(landed(a)).hasSameBinaryContentAs(a);
        assertThat(landed(b)).hasSameBinaryContentAs(b);
        assertThat(Files.getPosixFilePermissions(landed(a)))
                .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
        assertThat(to.download().resolve(a.getFileName() + ".stamp")).exists();
        assertThat(new VerifiedEntries(to).contains(a.getFileName().toString())).isTrue();
        try (Stream<Path> left = Files.list(to.download())) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".download"));
        }
    }

    @Test
    void leavesWhatIsThereAndReplacesWhatIsDamaged() throws Exception {
        Path a = from.entry("a", 1);
        Path b = from.entry("b", 1);
        byte[] archive = export(a, b);
        read(archive);
        Files.delete(landed(b));
        Files.writeString(landed(b), "damaged");

        ImportReport report = read(archive);

        assertThat(report.present()).extracting(ArchivedEntry::hash).containsExactly(name(a));
        assertThat(report.imported()).extracting(ArchivedEntry::hash).containsExactly(name(b));
        assertThat(landed(b)).hasContent("b");
    }

    @Test
    void takesWhatIsWholeOfATornArchiveWhereverItIsTorn() throws Exception {
        Path a = from.entry("a".repeat(3000), 1);
        Path b = from.entry("b".repeat(3000), 1);
        byte[] archive = export(a, b);
        int lastOfContent = archive.length;
        while (archive[lastOfContent - 1] == 0) {
            lastOfContent--;
        }
        for (int length = 0; length < lastOfContent; length += 200) {
            ImportReport report = read(Arrays.copyOf(archive, length));
            assertThat(report.complete()).as("of %d bytes", length).isFalse();
            assertThat(landed(b)).doesNotExist();
        }
        assertThat(landed(a)).hasSameBinaryContentAs(a);
        try (Stream<Path> files = Files.list(to.download())) {
            assertThat(files.map(ExportImportTest::name))
                    .containsExactlyInAnyOrder(name(a), name(a) + ".stamp", ".lock");
        }
    }

    @Test
    void refusesBytesThatAreNotThoseOfTheHash() throws Exception {
        Path a = from.entry("a".repeat(3000), 1);
        byte[] archive = export(a);
        for (int i = 0; i < archive.length; i++) {
            if (archive[i] == 'a' && archive[i + 1] == 'a' && archive[i + 2] == 'a') {
                archive[i] ^= 1;
                break;
            }
        }
        ImportReport report = read(archive);
        assertThat(report.refused()).containsOnlyKeys("download/" + name(a));
        assertThat(report.refused().values().iterator().next()).contains("its hash is");
        assertThat(landed(a)).doesNotExist();
    }

    @Test
    void refusesAllThatIsNoFileNamedByItsHash() throws Exception {
        Path a = from.entry("a", 1);
        Path folder = from.folder.base();
        Files.writeString(folder.resolve("download/evil"), "");
        Files.createSymbolicLink(folder.resolve("download/" + "d".repeat(64)), Path.of("/etc"));
        Files.createLink(folder.resolve("download/" + "e".repeat(64)), a);
        assertThat(
                        new ProcessBuilder(
                                        "mkfifo",
                                        folder.resolve("download/" + "f".repeat(64)).toString())
                                .start()
                                .waitFor())
                .isZero();
        byte[] archive =
                tar(
                        folder,
                        "-P",
                        "--transform=s,download/evil,../../evil,",
                        "download/" + name(a),
                        "download/evil",
                        "download/" + "d".repeat(64),
                        "download/" + "e".repeat(64),
                        "download/" + "f".repeat(64));

        ImportReport report = read(archive);

        assertThat(report.imported()).hasSize(1);
        assertThat(report.refused()).hasSize(4).containsKey("../../evil");
        assertThat(landed(a)).hasContent("a");
        try (Stream<Path> all = Files.walk(temp)) {
            assertThat(all.filter(file -> file.endsWith("evil")))
                    .containsExactly(temp.resolve("from/download/evil"));
        }
    }

    @Test
    void makesWhatTarItselfCanUnpackAndReadsWhatOtherToolsCompressed() throws Exception {
        Path a = from.entry("a", 1);
        Path archive = Files.write(temp.resolve("assets.tar"), export(a));
        Path unpacked = Files.createDirectory(temp.resolve("unpacked"));
        assertThat(
                        new ProcessBuilder(
                                        "tar", "-C", unpacked.toString(), "-xf", archive.toString())
                                .start()
                                .waitFor())
                .isZero();
        assertThat(unpacked.resolve("download").resolve(name(a))).hasContent("a");

        for (String tool : List.of("gzip", "zstd")) {
            Process process = new ProcessBuilder(tool, "-qc", archive.toString()).start();
            byte[] compressed = process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isZero();
            assertThat(read(compressed).complete()).as(tool).isTrue();
            assertThat(read(Arrays.copyOf(compressed, compressed.length / 2)).complete()).isFalse();
        }
    }

    @Test
    void exportsNothingDamaged() throws Exception {
        Path a = from.entry("a", 1);
        Files.writeString(a, "b");
        assertThatThrownBy(() -> export(a))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(a.toString())
                .hasMessageContaining("precache verify");
    }

    @Test
    void refusesAnArchiveOfAnotherProgram() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("other"));
        Files.writeString(folder.resolve("manifest.json"), "{\"format\": \"2\"}");
        assertThat(read(tar(folder, "manifest.json")).fault()).contains("format '2'");
        assertThat(read("no archive".getBytes(StandardCharsets.UTF_8)).fault())
                .contains("not a tar archive");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /**
     * The name would take 3 GiB of memory; the existing part, 14 MB compressed, need not be read.
     */
    @Test
    void refusesAHeaderThatIsTooBig() throws Exception {
        TarArchiveEntry header = new TarArchiveEntry("x", TarConstants.LF_GNUTYPE_LONGNAME);
        header.setSize(3L << 30);
        byte[] block = new byte[512];
        header.writeEntryHeader(block);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(block);
            gzip.write(new byte[1 << 20]);
        }
        assertThat(read(packed.toByteArray()).fault())
                .contains("a header is 3221225472 bytes long");
    }

    @Test
    void keepsControlCharactersOutOfItsReport() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.putArchiveEntry(new TarArchiveEntry("a\u001b[31m\nb"));
            tar.closeArchiveEntry();
        }
        assertThat(read(bytes.toByteArray()).refused()).containsOnlyKeys("a\u241b[31m\u2424b");
    }
}
