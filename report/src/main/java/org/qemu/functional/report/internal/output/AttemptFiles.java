package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.logs.PpmImage;
import org.qemu.functional.report.internal.logs.UrlPath;
import org.qemu.functional.report.internal.model.FileLink;

/** Copies the files of an attempt into a report. */
final class AttemptFiles {
    /** Larger files are linked where the file system can: copies would double the disk space. */
    private static final long COPIED = 4L << 20;

    private static final long LARGEST = 512L << 20;
    private static final int MOST = 500;

    private final Path report;
    private final Path folder;
    private final List<FileLink> links = new ArrayList<>();
    private final Map<String, String> hrefs = new HashMap<>();

    /**
     * @param report the folder of the report
     * @param folder the folder in it for the files of this attempt
     */
    AttemptFiles(Path report, Path folder) {
        this.report = report;
        this.folder = folder;
    }

    /** Copy all files of a test's folder; its scratch folder is left out. */
    void copyAll(Path from) throws IOException {
        try (Stream<Path> found = Files.walk(from, 3)) {
            List<Path> files =
                    found.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .filter(file -> !from.relativize(file).startsWith("scratch"))
                            .sorted()
                            .limit(MOST)
                            .toList();
            for (Path file : files) {
                copy(file, from.relativize(file));
            }
        }
    }

    /** Return what was copied. */
    List<FileLink> links() {
        return links;
    }

    /** Return the address of a file that was copied, or {@code null}. */
    @Nullable String href(@Nullable String name) {
        return name == null ? null : hrefs.get(name);
    }

    private void copy(Path file, Path name) throws IOException {
        long size = Files.size(file);
        String type = type(name.toString());
        if (size > LARGEST || !Files.isReadable(file)) {
            links.add(new FileLink(name.toString(), "", size, type));
            return;
        }
        Path to = folder.resolve(name);
        Files.createDirectories(to.getParent());
        if (type.equals("image") && name.toString().toLowerCase(Locale.ROOT).endsWith(".ppm")) {
            Path png = to.resolveSibling(to.getFileName() + ".png");
            try {
                PpmImage.convert(file, png);
                add(name.toString(), png, Files.size(png), type);
                return;
            } catch (IOException e) {
                Files.deleteIfExists(png);
            }
        }
        put(file, to, size);
        add(name.toString(), to, size, type);
    }

    static void put(Path file, Path to, long size) throws IOException {
        if (size > COPIED) {
            try {
                Files.deleteIfExists(to);
                Files.createLink(to, file);
                return;
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                // Another file system.
            }
        }
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private void add(String name, Path at, long size, String type) {
        String href = UrlPath.of(report.relativize(at));
        links.add(new FileLink(name, href, size, type));
        hrefs.put(name, href);
    }

    private static String type(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String extension = lower.substring(lower.lastIndexOf('.') + 1);
        return switch (extension) {
            case "log", "txt", "sh", "jsonl", "json", "xml", "yaml", "cfg", "conf", "dts" -> "text";
            case "png", "jpg", "jpeg", "ppm", "webp", "gif" -> "image";
            case "cast" -> "cast";
            case "pcap", "pcapng" -> "pcap";
            default -> "other";
        };
    }
}
