package org.qemu.functional.guest.internal.image;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.image.ImageException;

/**
 * The file system of a guest that is being created. Missing parent directories are created
 * automatically. Symbolic links to directories are followed as in the guest, so that {@code /bin},
 * {@code /sbin} and {@code /lib} may be links as on a merged Debian.
 */
final class RootTree {
    private static final int MODE_OF_DIRECTORIES = 0755;
    private static final int LINKS = 40; // as in Linux

    private final SortedMap<String, Node> nodes = new TreeMap<>();

    /** An entry of the tree. Modes are the nine permission bits and the three above them. */
    sealed interface Node {
        /** A directory. */
        record Directory(int mode) implements Node {}

        /** A regular file. */
        record RegularFile(Content content, int mode) implements Node {}

        /** A symbolic link. */
        record Link(String target) implements Node {}

        /** A character device. */
        record Device(int major, int minor, int mode) implements Node {}
    }

    /** Return all nodes by their paths, which have no slash at either end. */
    SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    boolean has(String path) {
        return nodes.containsKey(locate(path));
    }

    /** Create a directory; keep an existing directory or link to one. */
    void directory(String path, int mode) {
        String place = locate(path);
        if (!place.isEmpty() && !nodes.containsKey(place)) {
            parents(place);
            nodes.put(place, new Node.Directory(mode));
        }
    }

    /** Add a file at a path, replacing any other. */
    void file(String path, Content content, int mode) {
        put(locate(path), new Node.RegularFile(content, mode));
    }

    void device(String path, int major, int minor, int mode) {
        put(locate(path), new Node.Device(major, minor, mode));
    }

    /**
     * Add a link unless the path exists. A link that would refer to itself is omitted, such as
     * {@code /sbin/ip} to {@code /bin/ip} where both directories are the same.
     *
     * @param target relative to the link's directory, or absolute
     */
    void link(String path, String target) {
        String place = locate(path);
        if (nodes.containsKey(place)) {
            return;
        }
        if (!target.contains("/")) {
            put(place, new Node.Link(target));
            return;
        }
        // The base of a relative target may itself be a link to another directory.
        String meant = target.startsWith("/") ? target : parentOf(path) + "/" + target;
        String there = locate(meant);
        if (!there.equals(place)) {
            put(place, new Node.Link("/" + there));
        }
    }

    private void put(String place, Node node) {
        if (place.isEmpty() || nodes.get(place) instanceof Node.Directory) {
            throw new ImageException(
                    "the guest's '/%s' is a folder and cannot become a file".formatted(place));
        }
        parents(place);
        nodes.put(place, node);
    }

    private void parents(String place) {
        for (int slash = place.indexOf('/'); slash > 0; slash = place.indexOf('/', slash + 1)) {
            String parent = place.substring(0, slash);
            Node there = nodes.putIfAbsent(parent, new Node.Directory(MODE_OF_DIRECTORIES));
            if (there != null && !(there instanceof Node.Directory)) {
                throw new ImageException(
                        "the guest's '/%s' is not a folder, so that '/%s' cannot be created"
                                .formatted(parent, place));
            }
        }
    }

    /** Resolve all links except one in the last component. */
    private String locate(String path) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(path.split("/+", -1)));
        String place = "";
        int links = 0;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                place = parentOf(place);
                continue;
            }
            String next = place.isEmpty() ? part : place + "/" + part;
            @Nullable Node node = nodes.get(next);
            boolean last = rest.stream().allMatch(String::isEmpty);
            if (node instanceof Node.Link link && !last) {
                if (++links > LINKS) {
                    throw new ImageException("the guest's '" + path + "' is a loop of links");
                }
                place = link.target().startsWith("/") ? "" : place;
                Deque<String> target =
                        new ArrayDeque<>(Arrays.asList(link.target().split("/+", -1)));
                target.descendingIterator().forEachRemaining(rest::push);
            } else {
                place = next;
            }
        }
        return place;
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
