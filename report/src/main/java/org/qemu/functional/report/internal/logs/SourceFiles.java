package org.qemu.functional.report.internal.logs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds source files in a folder: stack traces have their names only.
 *
 * <p>The folder is searched when the first file is asked for. Not thread-safe.
 */
public final class SourceFiles {
    private static final Set<String> LEFT_OUT = Set.of("target", "build", "node_modules", ".git");

    /** The current folder may be a whole file system. */
    private static final int MOST = 500_000;

    private final Path root;
    private @Nullable Map<String, List<Path>> byName;

    private SourceFiles(Path root) {
        this.root = root;
    }

    /** Look for source files below a folder. */
    public static SourceFiles below(Path root) {
        return new SourceFiles(root.toAbsolutePath());
    }

    /** Return the path of a class's source file, relative to the folder. */
    public Optional<String> find(String className, String file) throws IOException {
        return all(className, file).stream()
                .findFirst()
                .map(found -> root.relativize(found).toString());
    }

    /**
     * Return all source files that may be that of a class.
     *
     * @param className the full name of the class, or empty if it is unknown
     */
    List<Path> all(String className, String file) throws IOException {
        Map<String, List<Path>> files = byName;
        if (files == null) {
            files = search();
            byName = files;
        }
        int end = className.lastIndexOf('.');
        String folder = end < 0 ? "" : className.substring(0, end).replace('.', '/');
        return files.getOrDefault(file, List.of()).stream()
                .filter(found -> folder.isEmpty() || found.getParent().endsWith(folder))
                .sorted()
                .toList();
    }

    private Map<String, List<Path>> search() throws IOException {
        Map<String, List<Path>> files = new HashMap<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    private int visited;

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        Path name = folder.getFileName();
                        boolean left = name != null && LEFT_OUT.contains(name.toString());
                        return left && !folder.equals(root)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String name = file.getFileName().toString();
                        if (attributes.isRegularFile() && isSource(name)) {
                            files.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
                        }
                        visited++;
                        return visited < MOST
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    private static boolean isSource(String name) {
        return name.endsWith(".java") || name.endsWith(".kt") || name.endsWith(".groovy");
    }
}
