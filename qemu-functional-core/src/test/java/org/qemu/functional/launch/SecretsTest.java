package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs a test program whose assets, mirrors, proxies and servers all have passwords and control
 * characters, and searches for them in all its output.
 */
class SecretsTest extends ProgramFixture {
    private static final String INTERRUPTED =
            "HTTP/1.1 200 OK\r\nETag: \"t\"\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(5000);

    private ServerSocket server;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
        String host = "127.0.0.1:" + server.getLocalPort();
        environment.put(
                "SECRETS",
                String.join(
                        "\n",
                        "http://me:S3CRET@" + host + "/torn?token=S3CRET",
                        "http://S3CRET:@" + host + "/wrong",
                        "http://me:S3CR@ET@" + host + "/gone",
                        "http://me:S3CRET@" + host + "/redirect",
                        "http://me:S3CRET@" + host + "/headers",
                        "http://me:S3CRET@example.invalid/proxied",
                        "debian:pool/main/s/S.deb"));
        environment.put(
                "QEMU_TEST_MIRRORS",
                "http://me:S3CRET@%1$s/=http://mirror:S3CRET@%1$s/gone/ debian:=http://mirror:S3CRET@127.0.0.1:1/"
                        .formatted(host));
        environment.put("QEMU_TEST_DEBIAN_MIRROR", "http://deb:S3CRET@" + host + "/gone");
        environment.put("http_proxy", "http://proxy:S3CRET@" + host);
        environment.put("QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString());
        environment.put("QEMU_TEST_QEMU_BINARY", qemu());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] request = new byte[4096];
                int n = socket.getInputStream().read(request);
                String answer = answer(new String(request, 0, Math.max(n, 0), ISO_8859_1));
                socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
            } catch (IOException e) {
                // The client disconnected, or the test is over.
            }
        }
    }

    private static String answer(String request) {
        String path = request.split(" ", 3)[1];
        if (path.contains("gone")) {
            return "HTTP/1.1 404 \u001b[2J\u0007gone\u009b1m\r\nContent-Length: 0\r\n\r\n";
        }
        if (path.contains("redirect")) {
            return "HTTP/1.1 302 x\r\nLocation: http://me:S3CRET@127.0.0.1:1/\r\n\r\n";
        }
        if (path.contains("headers")) {
            return "HTTP/1.1 206 x\r\nContent-Range: \u001b]0;S\u0007\r\nContent-Length: 0\r\n\r\n";
        }
        return path.contains("torn")
                ? INTERRUPTED
                : "HTTP/1.1 200 OK\r\nContent-Encoding: \u001b[1m\r\nContent-Length: 1\r\n\r\nx";
    }

    private static final String FIXTURE = "org.qemu.functional.launch.fixture.SecretsFixture";

    @Test
    void tellsNoneOfThemWhenItFetches() throws Exception {
        environment.put("QEMU_TEST_PRECACHE", "1");
        Result result = run(environment, FIXTURE);
        assertThat(result.err()).contains("http://***@").contains("404 ␛[2J␇gone");
        assertNoSecretIn(folder);
    }

    @Test
    void tellsNoneOfThemWhenItRuns() throws Exception {
        Result result = run(environment, "--trace", "--junit-xml", "r.xml", FIXTURE);
        assertThat(result.out()).startsWith("TAP version 13\n1..5\n").contains("not ok 5");
        assertThat(result.err()).contains("printed http://***@127.0.0.1:1/␛[31m");
        assertThat(folder.resolve("r.xml")).exists();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .contains("base.log", "rerun.sh", "qmp.log");
        }
        assertNoSecretIn(folder);
    }

    private static void assertNoSecretIn(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            // QEMU's own output is kept unchanged.
            files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("default.log"))
                            .toList();
        }
        assertThat(files).hasSizeGreaterThan(2);
        for (Path file : files) {
            String text = Files.readString(file, ISO_8859_1);
            assertThat(text).as(file.toString()).doesNotContain("S3CR").doesNotContain("\u001b");
            assertThat(Files.readString(file).chars().filter(c -> c != '\n' && c != '\t'))
                    .as(file.toString())
                    .noneMatch(c -> Character.getType(c) == Character.CONTROL);
            UserDefinedFileAttributeView attributes =
                    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
            for (String name : attributes.list()) {
                ByteBuffer value = ByteBuffer.allocate(attributes.size(name));
                attributes.read(name, value);
                assertThat(new String(value.array(), StandardCharsets.UTF_8))
                        .doesNotContain("S3CR");
            }
        }
    }
}
