package org.qemu.functional.asset.internal.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.qemu.functional.files.CacheFolder;

/**
 * The files in the folder of the entries, each kind sorted by name. Other processes use the folder,
 * so a listed file may no longer exist.
 *
 * @param stamps stamps without an entry
 * @param downloads active and abandoned downloads
 * @param strange files that do not belong to a cache; they are never deleted
 */
public record CacheContents(
        List<StoredEntry> entries, List<Path> stamps, List<Path> downloads, List<Path> strange) {

    /**
     * List the files; the result is empty if there is no cache yet.
     *
     * @param now the current time, to recognize invalid times of last use
     * @throws IOException if the folder cannot be read
     */
    public static CacheContents of(CacheFolder folder, Instant now) throws IOException {
        CacheContents contents =
                new CacheContents(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Path> files = filesOf(folder.download());
        Set<String> names =
                files.stream()
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.toSet());
        for (Path file : files) {
            contents.add(file, names, now);
        }
        return contents;
    }

    /** Return the size of all entries in bytes. */
    public long bytes() {
        return entries.stream().mapToLong(StoredEntry::bytes).sum();
    }

    /** Return the sorted files of a folder; empty if there is no such folder. */
    public static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new IOException(
                    "'%s' is not a folder: remove it, or set QEMU_TEST_CACHE_DIR to another folder"
                            .formatted(folder),
                    e);
        } catch (UncheckedIOException | DirectoryIteratorException e) {
            throw new IOException("cannot list '%s': %s".formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * Add a file. The names are those of all files, which saves a look for the entry of each stamp.
     */
    private void add(Path file, Set<String> names, Instant now) throws IOException {
        EntryName name = EntryName.of(file.getFileName().toString());
        try {
            switch (name.kind()) {
                case ENTRY -> addEntry(name.hash(), file, now);
                case STAMP -> {
                    if (!names.contains(name.hash())) {
                        stamps.add(file);
                    }
                }
                case DOWNLOAD -> downloads.add(file);
                case LOCK, REMOVED -> {}
                case STRANGE -> strange.add(file);
            }
        } catch (NoSuchFileException e) {
            // Removed since it was listed.
        }
    }

    private void addEntry(String hash, Path file, Instant now) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
            Instant lastUse =
                    LastUse.of(
                            file.resolveSibling(hash + EntryName.STAMP),
                            attributes.lastModifiedTime().toInstant(),
                            now);
            entries.add(new StoredEntry(hash, file, attributes.size(), lastUse));
        } else {
            strange.add(file);
        }
    }
}
