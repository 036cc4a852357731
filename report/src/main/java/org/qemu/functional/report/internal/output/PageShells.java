package org.qemu.functional.report.internal.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Writes the pages, which have no content of their own: scripts fill them from the data. */
final class PageShells {
    private static final String TITLE = "<!-- TITLE -->";

    private static final String ASSETS = "assets/";

    private final Path report;
    private final WebBundle bundle;
    private final String title;

    PageShells(Path report, WebBundle bundle, String title) {
        this.report = report;
        this.bundle = bundle;
        this.title = title;
    }

    /** Write the page of the index, and what the pages load. */
    void writeIndex() throws IOException {
        for (Map.Entry<String, byte[]> file : bundle.files().entrySet()) {
            if (file.getKey().startsWith(ASSETS)) {
                put(report.resolve(file.getKey()), file.getValue());
            }
        }
        put(report.resolve(WebBundle.INDEX), titled(bundle.file(WebBundle.INDEX), title));
    }

    /** Write the page of a test. */
    void writeTest(String id, String name) throws IOException {
        put(
                report.resolve("tests").resolve(id + ".html"),
                titled(bundle.file(WebBundle.TEST), name));
    }

    static byte[] titled(byte[] page, String text) {
        return new String(page, UTF_8).replace(TITLE, escaped(text)).getBytes(UTF_8);
    }

    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'') {
                                escaped.append("&#").append(c).append(';');
                            } else if (c >= ' ' && Character.getType(c) != Character.FORMAT) {
                                escaped.appendCodePoint(c);
                            }
                        });
        return escaped.toString();
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        Files.write(part, content);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
