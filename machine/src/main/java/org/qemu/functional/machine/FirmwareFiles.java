package org.qemu.functional.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.qemu.functional.logging.Log;
import org.qemu.functional.machine.internal.suite.SuiteQemu;

/**
 * Find firmware images by their names in QEMU's {@code pc-bios}.
 *
 * <p>A build of QEMU has the images below its build folder, an installed QEMU in its data folders.
 * A distribution may package the EDK II images separately; firmware descriptors ({@code
 * docs/interop/firmware.json} in QEMU's source) then give their paths.
 */
public final class FirmwareFiles {
    private static final Log LOG = Log.of("qemu.machine");
    private static final Pattern EDK2 = Pattern.compile("edk2-(\\w+)-code\\.fd");
    private static final Pattern DESCRIPTOR = Pattern.compile(".*\\.json");

    /** In the order of precedence that firmware.json gives: user, host, package. */
    private static final List<String> HOST_DESCRIPTORS =
            List.of("etc/qemu/firmware", "usr/share/qemu/firmware");

    /** Where Debian, Fedora and Arch Linux put EDK II for a target. */
    private static final List<String> PACKAGED =
            List.of(
                    "aarch64:usr/share/AAVMF/AAVMF_CODE.fd",
                    "aarch64:usr/share/edk2/aarch64/QEMU_EFI-pflash.raw",
                    "aarch64:usr/share/qemu-efi-aarch64/QEMU_EFI.fd",
                    "aarch64:usr/share/edk2/aarch64/QEMU_CODE.fd",
                    "arm:usr/share/AAVMF/AAVMF32_CODE.fd",
                    "x86_64:usr/share/OVMF/OVMF_CODE_4M.fd",
                    "x86_64:usr/share/OVMF/OVMF_CODE.fd",
                    "x86_64:usr/share/edk2/ovmf/OVMF_CODE.fd",
                    "x86_64:usr/share/edk2/x64/OVMF_CODE.4m.fd",
                    "riscv:usr/share/qemu-efi-riscv64/RISCV_VIRT_CODE.fd",
                    "loongarch64:usr/share/qemu-efi-loongarch64/QEMU_EFI.fd");

    private final Path host;
    private final List<Path> build;
    private final Supplier<List<Path>> data;

    FirmwareFiles(Path host, List<Path> build, Supplier<List<Path>> data) {
        this.host = host;
        this.build = build;
        this.data = data;
    }

    /**
     * Create a finder that searches where a QEMU searches.
     *
     * @param build the build folder of QEMU, if it was built there
     */
    public static FirmwareFiles of(QemuBinary qemu, Path build) {
        Path beside = qemu.path().toAbsolutePath().getParent();
        List<Path> ofBuild =
                Stream.of(build, beside)
                        .distinct()
                        .flatMap(
                                top ->
                                        Stream.of("pc-bios", "qemu-bundle/usr/local/share/qemu")
                                                .map(top::resolve))
                        .toList();
        // A QEMU that was fetched has the images of its packages beside it.
        Path host = SuiteQemu.rootOf(qemu.path()).orElse(Path.of("/"));
        return new FirmwareFiles(host, ofBuild, qemu::dataFolders);
    }

    /** Return the folders that are searched, in order. This starts QEMU to get its data folders. */
    public List<Path> folders() {
        return Stream.concat(build.stream(), data.get().stream()).distinct().toList();
    }

    /**
     * Find an image.
     *
     * @param name the file name in {@code pc-bios}, such as {@code edk2-aarch64-code.fd}
     */
    public Optional<Path> find(String name) {
        // The stream is lazy: QEMU is started only if the build folder does not have the image.
        Stream<Path> inFolders =
                Stream.<Supplier<List<Path>>>of(() -> build, data)
                        .flatMap(folders -> folders.get().stream())
                        .map(folder -> folder.resolve(name));
        Matcher edk2 = EDK2.matcher(name);
        Stream<Path> candidates =
                edk2.matches()
                        ? Stream.<Supplier<Stream<Path>>>of(
                                        () -> inFolders,
                                        () -> described(edk2.group(1)),
                                        () -> packaged(edk2.group(1)))
                                .flatMap(Supplier::get)
                        : inFolders;
        return candidates.filter(Files::isReadable).findFirst();
    }

    private Stream<Path> packaged(String arch) {
        return PACKAGED.stream()
                .filter(line -> line.startsWith(arch + ':'))
                .map(line -> host.resolve(line.substring(arch.length() + 1)));
    }

    /**
     * Return the executables that descriptors give for a target's UEFI, those without Secure Boot
     * first.
     */
    private Stream<Path> described(String arch) {
        List<JsonNode> descriptors =
                Stream.concat(
                                HOST_DESCRIPTORS.stream().map(host::resolve),
                                folders().stream().map(folder -> folder.resolve("firmware")))
                        .flatMap(FirmwareFiles::descriptors)
                        .filter(descriptor -> isUefi(descriptor, arch))
                        .toList();
        return Stream.concat(
                        descriptors.stream().filter(descriptor -> !hasSecureBoot(descriptor)),
                        descriptors.stream().filter(FirmwareFiles::hasSecureBoot))
                .map(descriptor -> descriptor.at("/mapping/executable/filename").asText())
                .filter(file -> !file.isEmpty())
                .map(file -> host.resolve(file.substring(file.startsWith("/") ? 1 : 0)));
    }

    private static Stream<JsonNode> descriptors(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        ObjectMapper mapper = new ObjectMapper();
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> DESCRIPTOR.matcher(file.toString()).matches())
                    .sorted()
                    .flatMap(file -> read(mapper, file).stream())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list '%s'".formatted(folder), e);
        }
    }

    private static Optional<JsonNode> read(ObjectMapper mapper, Path file) {
        try {
            return Optional.of(mapper.readTree(file.toFile()));
        } catch (IOException e) {
            LOG.warn("'{}' is not a firmware descriptor: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isUefi(JsonNode descriptor, String arch) {
        return has(descriptor.path("interface-types"), "uefi")
                && StreamSupport.stream(descriptor.path("targets").spliterator(), false)
                        .anyMatch(target -> target.path("architecture").asText().equals(arch))
                && descriptor.at("/mapping/device").asText().equals("flash");
    }

    private static boolean hasSecureBoot(JsonNode descriptor) {
        return has(descriptor.path("features"), "secure-boot");
    }

    private static boolean has(JsonNode list, String wanted) {
        return StreamSupport.stream(list.spliterator(), false)
                .anyMatch(item -> item.asText().equals(wanted));
    }
}
