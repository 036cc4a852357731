package org.qemu.functional.asset.internal.download;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.qemu.functional.logging.Log;

/** Reads the mirrors of apt from both formats of the manual page sources.list(5). */
final class AptSources {
    private static final Log LOG = Log.of("qemu.asset");

    /** {@code deb [options] uri suite component…}. */
    private static final Pattern ONE_LINE =
            Pattern.compile("\\s*deb\\s+(?:\\[[^]]*]\\s*)?(\\S+)\\s+\\S.*");

    private static final Set<String> NO = Set.of("no", "false", "without", "off", "disable", "0");

    private AptSources() {}

    /**
     * Return the URIs of binary packages in {@code sources.list} and the files in {@code
     * sources.list.d}, in apt's order; empty if there are no such files.
     */
    static List<String> uris(Path etcApt) {
        Set<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> parts =
                Files.newDirectoryStream(etcApt.resolve("sources.list.d"), "*.{list,sources}")) {
            parts.forEach(files::add);
        } catch (IOException e) {
            LOG.debug("no sources.list.d", e);
        }
        Set<String> uris = new LinkedHashSet<>(read(etcApt.resolve("sources.list")));
        files.forEach(file -> uris.addAll(read(file)));
        return List.copyOf(uris);
    }

    private static List<String> read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return file.toString().endsWith(".sources") ? deb822(text) : oneLine(text);
        } catch (IOException e) {
            LOG.debug("cannot read {}", file, e);
            return List.of();
        }
    }

    private static List<String> oneLine(String text) {
        return text.lines()
                .map(line -> ONE_LINE.matcher(line.replaceFirst("#.*", "")))
                .filter(m -> m.matches())
                .map(m -> m.group(1))
                .toList();
    }

    private static List<String> deb822(String text) {
        List<String> uris = new ArrayList<>();
        Map<String, StringBuilder> stanza = new HashMap<>();
        String field = "";
        for (String line : (text + "\n\n").lines().toList()) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isBlank()) {
                uris.addAll(uris(stanza));
                stanza.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                stanza.computeIfAbsent(field, key -> new StringBuilder())
                        .append(' ')
                        .append(line.strip());
            } else {
                String[] parts = line.split(":", 2);
                field = parts[0].strip().toLowerCase(Locale.ROOT);
                stanza.put(field, new StringBuilder(parts.length == 2 ? parts[1].strip() : ""));
            }
        }
        return uris;
    }

    private static List<String> uris(Map<String, StringBuilder> stanza) {
        String enabled = text(stanza, "enabled", "yes").toLowerCase(Locale.ROOT);
        return NO.contains(enabled) || !words(stanza, "types").contains("deb")
                ? List.of()
                : words(stanza, "uris");
    }

    private static String text(Map<String, StringBuilder> stanza, String field, String otherwise) {
        StringBuilder text = stanza.get(field);
        return text == null ? otherwise : text.toString();
    }

    private static List<String> words(Map<String, StringBuilder> stanza, String field) {
        return Pattern.compile("\\s+")
                .splitAsStream(text(stanza, field, ""))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
