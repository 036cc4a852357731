package org.qemu.functional.report.internal.format;

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

/** Finds source files in a folder: stack traces have their names only. */
public final class SourceFiles {
    private static final Set<String> LEFT_OUT = Set.of("target", "build", "node_modules", ".git");

    private final Path root;
    private final Map<String, List<Path>> byName = new HashMap<>();

    private SourceFiles(Path root) {
        this.root = root;
    }

    /** Look for source files below a folder. */
    public static SourceFiles below(Path root) throws IOException {
        SourceFiles files = new SourceFiles(root);
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
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
                        files.add(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    private void add(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".java") || name.endsWith(".kt") || name.endsWith(".groovy")) {
            byName.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
        }
    }

    /** Return the path of a class's source file, relative to the folder. */
    Optional<String> find(String className, String file) {
        int end = className.lastIndexOf('.');
        String folder = end < 0 ? "" : className.substring(0, end).replace('.', '/');
        return byName.getOrDefault(file, List.of()).stream()
                .filter(found -> folder.isEmpty() || found.getParent().endsWith(folder))
                .sorted()
                .findFirst()
                .map(found -> root.relativize(found).toString());
    }
}
