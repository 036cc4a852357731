package org.qemu.functional.extraction;

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
import org.qemu.functional.files.HeldLock;

/** All results there are, and room for more. */
record ResultStore(Path root) {
    /** A result, or what is left of one. */
    record Item(EntryLocation slot, boolean temporary, long bytes, FileTime used) {}

    /** Lists what the cache has, the least recently used first; nothing if it cannot be read. */
    List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (Path folder : children(root, ResultStore::isHash)) {
            items.addAll(items(folder.getFileName().toString()));
        }
        items.sort(Comparator.comparing(Item::used));
        return items;
    }

    List<Item> items(String hash) {
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
                // Removed just now.
            }
        }
        return items;
    }

    List<String> hashes() {
        return children(root, ResultStore::isHash).stream()
                .map(path -> path.getFileName().toString())
                .sorted()
                .toList();
    }

    /** Removes the least recently used results until the rest fits. */
    EvictionResult shrinkTo(long maxSize) throws InterruptedException {
        List<Item> items = items();
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        EvictionResult gone = new EvictionResult(0, 0, 0);
        for (Item item : items) {
            // What a dead process left has no size but is removed whenever there is a chance.
            if (item.temporary() || bytes - gone.bytes() > maxSize) {
                gone = gone.plus(remove(item));
            }
        }
        return gone;
    }

    /** Removes all results of an asset. */
    EvictionResult evict(String hash) throws InterruptedException {
        EvictionResult gone = new EvictionResult(0, 0, 0);
        for (Item item : items(hash)) {
            gone = gone.plus(remove(item));
        }
        return gone;
    }

    private EvictionResult remove(Item item) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        EntryLocation slot = item.slot();
        try (HeldLock lock = EntryLock.tryToRemove(slot)) {
            if (lock == null) {
                return new EvictionResult(0, 0, 1);
            }
            if (item.temporary()) {
                slot.result().removeLeftovers();
            } else {
                slot.result().remove();
            }
        } catch (IOException e) {
            ExtractionLog.cannotRemove(slot.entry(), e);
            return new EvictionResult(0, 0, 0);
        }
        slot.removeEmptyFolder();
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
            return found; // not there, or not for this user
        }
        return found;
    }
}
