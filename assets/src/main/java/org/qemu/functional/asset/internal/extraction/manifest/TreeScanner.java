package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists the files of a tree. */
public final class TreeScanner {
    private final Path top;
    private final TreeMap<String, FileStat> found = new TreeMap<>();

    private TreeScanner(Path top) {
        this.top = top;
    }

    /**
     * List a file, or a folder with everything below it, each folder before its content, and read
     * all content.
     */
    public static List<ManifestEntry> of(Path top) throws IOException {
        TreeScanner inventory = new TreeScanner(top);
        inventory.visit("");
        return inventory.nodes();
    }

    /** List the same files with their attributes only. */
    static Map<String, FileStat> statesOf(Path top) throws IOException {
        TreeScanner inventory = new TreeScanner(top);
        inventory.visit("");
        return inventory.found;
    }

    private void visit(String path) throws IOException {
        Path file = top.resolve(path);
        FileStat state = FileStat.of(file);
        found.put(path, state);
        if (!state.isDirectory()) {
            return;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                visit(path.isEmpty() ? name : path + "/" + name);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private List<ManifestEntry> nodes() throws IOException {
        List<ManifestEntry> nodes = new ArrayList<>(found.size());
        Map<Long, Integer> files = new HashMap<>();
        for (Map.Entry<String, FileStat> entry : found.entrySet()) {
            FileStat state = entry.getValue();
            int number = nodes.size();
            int first =
                    state.isFile() ? files.computeIfAbsent(state.inode(), inode -> number) : number;
            nodes.add(
                    new ManifestEntry(
                            entry.getKey(),
                            state,
                            first,
                            first < number
                                    ? nodes.get(first).checksum()
                                    : checksum(entry.getKey(), state)));
        }
        return nodes;
    }

    private int checksum(String path, FileStat state) throws IOException {
        Path file = top.resolve(path);
        if (state.isSymbolicLink()) {
            return Checksum.ofLink(file);
        }
        return state.isFile() ? Checksum.ofFile(file, state.size()) : 0;
    }
}
