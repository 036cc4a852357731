package org.qemu.functional.report.internal.output;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.qemu.functional.report.internal.input.ReportInputs;

/** The pages' HTML, scripts and style sheets, which the build has put into this program. */
final class WebBundle {
    static final String INDEX = "index.html";
    static final String TEST = "test.html";
    static final String SINGLE = "single.html";

    private static final String FOLDER = "/org/qemu/functional/report/web";

    private final Map<String, byte[]> files;

    private WebBundle(Map<String, byte[]> files) {
        this.files = files;
    }

    /**
     * Load the bundle.
     *
     * @throws IOException if this program was built without it
     */
    static WebBundle load() throws IOException {
        URL index = ReportInputs.class.getResource(FOLDER + "/" + INDEX);
        if (index == null) {
            throw new IOException(
                    "this program was built without its pages: build it by `make report`, which needs npm");
        }
        try {
            URI uri = index.toURI();
            if (uri.getScheme().equals("file")) {
                return new WebBundle(read(Path.of(uri).getParent()));
            }
            String jar = uri.toString().substring(0, uri.toString().indexOf("!/"));
            try (FileSystem content = FileSystems.newFileSystem(URI.create(jar), Map.of())) {
                return new WebBundle(read(content.getPath(FOLDER)));
            }
        } catch (URISyntaxException e) {
            throw new IOException("the place of this program has no valid address", e);
        }
    }

    private static Map<String, byte[]> read(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** Return all files by their relative path. */
    Map<String, byte[]> files() {
        return files;
    }

    /** Return a file, or an empty one if there is none. */
    byte[] file(String name) {
        return files.getOrDefault(name, new byte[0]);
    }
}
