package org.qemu.functional.asset.internal.extraction.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.qemu.functional.asset.internal.extraction.manifest.ManifestFile;
import org.qemu.functional.files.HeldLock;

/** All results of the cache; lists and removes them. */
public record ResultStore(Path root) {
    /** A result, or the remains of one. */
    public record Item(EntryLocation location, boolean temporary, long bytes, FileTime used) {}

    /** List the results, the least recently used first; empty if the cache cannot be read. */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (Path folder : children(root, ResultStore::isHash)) {
            items.addAll(items(folder.getFileName().toString()));
        }
        items.sort(Comparator.comparing(Item::used));
        return items;
    }

    public List<Item> items(String hash) {
        List<Item> items = new ArrayList<>();
        for (Path path : children(root.resolve(hash), name -> true)) {
            String name = path.getFileName().toString();
            boolean temporary = EntryLocation.isTemporary(name);
            try {
                items.add(
                        new Item(
                                EntryLocation.named(root, hash, name),
                                temporary,
                                temporary ? 0 : ManifestFile.bytes(path),
                                Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)));
            } catch (IOException e) {
                // Removed in the meantime.
            }
        }
        return items;
    }

    public List<String> hashes() {
        return children(root, ResultStore::isHash).stream()
                .map(path -> path.getFileName().toString())
                .sorted()
                .toList();
    }

    /** Remove the least recently used results until the rest fits. */
    public EvictionResult shrinkTo(long maxSize) throws InterruptedException {
        List<Item> items = items();
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        EvictionResult removed = new EvictionResult(0, 0, 0);
        for (Item item : items) {
            // Leftovers of a dead process have no size but are removed at every opportunity.
            if (item.temporary() || bytes - removed.bytes() > maxSize) {
                removed = removed.plus(remove(item));
            }
        }
        return removed;
    }

    /** Remove all results of an asset. */
    public EvictionResult evict(String hash) throws InterruptedException {
        EvictionResult removed = new EvictionResult(0, 0, 0);
        for (Item item : items(hash)) {
            removed = removed.plus(remove(item));
        }
        return removed;
    }

    private EvictionResult remove(Item item) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        EntryLocation location = item.location();
        try (HeldLock lock = EntryLock.tryToRemove(location)) {
            if (lock == null) {
                return new EvictionResult(0, 0, 1);
            }
            if (item.temporary()) {
                location.result().removeLeftovers();
            } else {
                location.result().remove();
            }
        } catch (IOException e) {
            ExtractionLog.cannotRemove(location.entry(), e);
            return new EvictionResult(0, 0, 0);
        }
        location.removeEmptyFolder();
        return item.temporary()
                ? new EvictionResult(0, 0, 0)
                : new EvictionResult(1, item.bytes(), 0);
    }

    private static boolean isHash(String name) {
        return !name.startsWith(".");
    }

    private static List<Path> children(Path folder, Predicate<String> wanted) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                if (wanted.test(path.getFileName().toString())) {
                    found.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found; // missing, or not readable for this user
        }
        return found;
    }
}
