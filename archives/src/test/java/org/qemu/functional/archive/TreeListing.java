package org.qemu.functional.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Lists trees in the format that corpus.py describes. */
final class TreeListing {
    private TreeListing() {}

    static List<String> of(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(path -> !path.equals(folder)).forEach(paths::add);
        }
        Map<Object, String> first = new HashMap<>();
        List<String> names = new ArrayList<>();
        // In the order of bytes, as Python sorts the names.
        paths.sort(Comparator.comparing(path -> bytes(folder.relativize(path).toString())));
        for (Path path : paths) {
            String name = folder.relativize(path).toString();
            first.putIfAbsent(Tree.inode(path), name);
            names.add(line(path, name, first));
        }
        Collections.sort(names);
        return names;
    }

    private static String bytes(String name) {
        return new String(
                name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String line(Path path, String name, Map<Object, String> first)
            throws IOException {
        String rest;
        if (Files.isSymbolicLink(path)) {
            rest = "l\t" + shown(Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
            rest = "d\t";
        } else {
            byte[] content = Files.readAllBytes(path);
            CRC32 crc = new CRC32();
            crc.update(content);
            rest =
                    "f\t%d %08x %s"
                            .formatted(
                                    content.length,
                                    crc.getValue(),
                                    shown(String.valueOf(first.get(Tree.inode(path)))));
        }
        long millis = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
        return shown(name) + "\t" + rest + "\t" + Math.floorDiv(millis, 1000L);
    }

    private static String shown(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' || c < ' ' || (c > '~' && c < 0xa0)) {
                out.append("\\x%02x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * Return the first line that differs, or "" if there is none; a time of "-" matches any time.
     */
    static String firstDifference(List<String> theirs, List<String> ours) {
        Map<String, String> all = byName(theirs);
        Map<String, String> found = byName(ours);
        for (Map.Entry<String, String> entry : all.entrySet()) {
            String own = found.remove(entry.getKey());
            String expected = entry.getValue();
            if (own == null
                    || !(expected.endsWith("\t-")
                            ? own.startsWith(expected.substring(0, expected.length() - 1))
                            : own.equals(expected))) {
                return "'%s' is %s, not %s".formatted(entry.getKey(), own, expected);
            }
        }
        return found.isEmpty() ? "" : "there is also " + found;
    }

    private static Map<String, String> byName(List<String> lines) {
        Map<String, String> map = new HashMap<>();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            map.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return map;
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
