package org.qemu.functional;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.atf.AtfExtension;
import org.qemu.functional.extraction.internal.AssetExtraction;
import org.qemu.functional.extraction.internal.FileName;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.logging.TestLog;
import org.qemu.functional.machine.FirmwareFiles;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.daemon.Daemons;
import org.qemu.functional.screen.Ocr;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Extend this to test a program of QEMU. It provides each test method with files, a log and the
 * binary under test. {@link QemuSystemTest} adds machines.
 */
@ExtendWith({AtfExtension.class, FunctionalTestExtension.class})
public abstract class QemuBaseTest {
    static {
        TestLog.install(); // before the logger of a test class initializes Log4j
    }

    private @Nullable TestSession session;

    final void use(TestSession session) {
        this.session = session;
    }

    final TestSession session() {
        if (session == null) {
            throw new IllegalStateException(
                    "'%s' was called outside of a test method and its @BeforeEach and @AfterEach methods"
                            .formatted(getClass().getSimpleName()));
        }
        return session;
    }

    /** Return the binary under test: {@code QEMU_TEST_QEMU_BINARY}, or the one that was found. */
    public QemuBinary qemuBinary() {
        return session().binary();
    }

    /** Return the name of the target of the binary under test, such as {@code aarch64}. */
    public String arch() {
        return qemuBinary().arch();
    }

    /**
     * Return whether every asset of the test's class and its superclasses is in the cache or may be
     * fetched.
     */
    public boolean assetsAvailable() {
        return AssetFinder.assetsOf(getClass()).stream().allMatch(Asset::available);
    }

    /**
     * Return the programs that serve the test's machines: {@code qemu-storage-daemon}, {@code
     * qemu-nbd} and {@code swtpm}. They end with the test.
     */
    public Daemons daemons() {
        return session().daemons();
    }

    /** Find a program in {@code PATH}. */
    public static Optional<Path> which(String program) {
        return ProgramPath.find(program, HarnessSettings.current().environment());
    }

    /** Return whether a file exists and is readable and executable. */
    public static boolean isReadableExecutableFile(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file) && Files.isExecutable(file);
    }

    /**
     * Return the lines of text in a picture, recognized by {@code tesseract}; skip the test if the
     * program is not in {@code PATH}.
     */
    public List<String> tesseractOcr(Path picture) {
        return Ocr.locate(HarnessSettings.current().environment())
                .orElseThrow(() -> new TestAbortedException("'tesseract' is not in PATH"))
                .read(picture);
    }

    /** Return the logger that writes to the test's {@code base.log}. */
    public Logger log() {
        return AuthorLog.LOGGER;
    }

    /** Initialize Log4j only when a test needs it, because it takes long to load. */
    private static final class AuthorLog {
        static final Logger LOGGER = LogManager.getLogger("qemu-test");
    }

    /** Return a path in the scratch folder, which is deleted when the test ends. */
    public Path scratchFile(String... parts) {
        return session().files().scratch(parts);
    }

    /** Return a path in the folder of the test's logs, which is kept. */
    public Path logFile(String... parts) {
        return session().files().log(parts);
    }

    /** Return a path in the build folder. */
    public Path buildFile(String... parts) {
        return session().files().build(parts);
    }

    /**
     * Return a path in the folder of the tests' data, {@code qemu-functional-tests/data} in the
     * source tree.
     */
    public Path dataFile(String... parts) {
        return session().files().data(parts);
    }

    /** Return the path of a TCG plug-in of this build of QEMU, such as {@code libinsn}. */
    public Path pluginFile(String name) {
        return session().files().plugin(qemuBinary().path(), name);
    }

    /**
     * Return a firmware image of QEMU, such as {@code edk2-aarch64-code.fd}, from its build folder,
     * its data folders, or the host's firmware descriptors. Skip the test if there is none.
     */
    public Path firmwareFile(String name) {
        FirmwareFiles files = FirmwareFiles.of(qemuBinary(), buildFile());
        return files.find(name)
                .orElseThrow(
                        () ->
                                new TestAbortedException(
                                        "there is no firmware image '%s' in %s"
                                                .formatted(name, files.folders())));
    }

    /**
     * Return a folder for UNIX sockets, which is created at the first call and deleted when the
     * test ends.
     */
    public Path socketDir() {
        return session().files().socketDir();
    }

    /**
     * Extract a whole archive into the scratch folder and return that folder. An asset is extracted
     * only once: later tests, including those of later runs, get copies of the result.
     */
    public Path archiveExtract(Asset archive) {
        return archiveExtract(archive, null, null, null);
    }

    /**
     * Extract one member of an archive into the scratch folder and return its path.
     *
     * @throws org.qemu.functional.archive.ArchiveException if there is no such member, or the
     *     archive is damaged
     * @throws org.qemu.functional.asset.AssetException if the archive is permanently unavailable or
     *     has the wrong content
     * @throws org.qemu.functional.asset.AssetUnavailableException if it is temporarily unavailable:
     *     the test is skipped
     */
    public Path archiveExtract(Asset archive, String member) {
        return archiveExtract(archive, null, null, member);
    }

    /** Extract a whole archive into the scratch folder and return that folder. */
    public Path archiveExtract(Path archive) {
        Archives.extract(archive, null, archive.toString(), scratchFile());
        return scratchFile();
    }

    /** Extract one member of an archive into the scratch folder and return its path. */
    public Path archiveExtract(Path archive, String member) {
        return Archives.extractMember(archive, null, archive.toString(), member, scratchFile());
    }

    /**
     * Extract an archive, or one member of it.
     *
     * @param format {@code tar}, {@code zip}, {@code cpio}, {@code deb}, {@code ar}, {@code 7z};
     *     {@code null} to detect it from the URL and the first bytes
     * @param subDir a folder below the scratch folder; {@code null} for the scratch folder itself
     * @param member {@code null} for all
     * @return the path of the member, or the folder with the extracted files
     */
    public Path archiveExtract(
            Asset archive,
            @Nullable String format,
            @Nullable String subDir,
            @Nullable String member) {
        Path folder = subDir == null ? scratchFile() : scratchFile(subDir);
        if (member != null) {
            return AssetExtraction.member(archive, format, member, folder);
        }
        AssetExtraction.all(archive, format, folder);
        return folder;
    }

    /**
     * Extract an archive, or one member of it: see {@link #archiveExtract(Asset, String, String,
     * String)}.
     */
    public Path archiveExtract(
            Path archive,
            @Nullable String format,
            @Nullable String subDir,
            @Nullable String member) {
        Path folder = subDir == null ? scratchFile() : scratchFile(subDir);
        if (member != null) {
            return Archives.extractMember(archive, format, archive.toString(), member, folder);
        }
        Archives.extract(archive, format, archive.toString(), folder);
        return folder;
    }

    /**
     * Extract an archive from a stream, or one member of it: see {@link #archiveExtract(Asset,
     * String, String, String)}. The stream is read to its end and not closed.
     *
     * @param format {@code null} to detect it from the first bytes
     */
    public Path archiveExtract(
            InputStream archive,
            @Nullable String format,
            @Nullable String subDir,
            @Nullable String member) {
        Path folder = subDir == null ? scratchFile() : scratchFile(subDir);
        if (member != null) {
            return Archives.extractMember(archive, format, "", member, folder);
        }
        Archives.extract(archive, format, "", folder);
        return folder;
    }

    /**
     * Uncompress a file into the scratch folder and return its path there. Its name is the last
     * part of the URL without the extension.
     */
    public Path uncompress(Asset compressed) {
        return uncompress(compressed, null);
    }

    /**
     * Uncompress a file into the scratch folder.
     *
     * @param format {@code gz}, {@code xz}, {@code zstd}, {@code bz2}, {@code lzma}; {@code null}
     *     to detect it from the URL and the first bytes
     */
    public Path uncompress(Asset compressed, @Nullable String format) {
        return AssetExtraction.uncompress(
                compressed, format, uncompressed(compressed.hash(), compressed.url()));
    }

    /** Uncompress a file into the scratch folder and return its path there. */
    public Path uncompress(Path compressed) {
        return uncompress(compressed, null);
    }

    /** Uncompress a file into the scratch folder: see {@link #uncompress(Asset, String)}. */
    public Path uncompress(Path compressed, @Nullable String format) {
        String name = compressed.toString();
        return Archives.uncompress(
                compressed, format, name, uncompressed(Integer.toHexString(name.hashCode()), name));
    }

    /**
     * Uncompress a stream, which is read to its end and not closed.
     *
     * @param name the name of the new file in the scratch folder
     * @return its path
     */
    public Path uncompress(InputStream compressed, String name) {
        return Archives.uncompress(compressed, null, "", scratchFile(name));
    }

    /**
     * Return a separate folder for each source, since files from several sources may have the same
     * name.
     */
    private Path uncompressed(String folder, String name) {
        return scratchFile("uncompressed", folder, FileName.uncompressed(name));
    }
}
