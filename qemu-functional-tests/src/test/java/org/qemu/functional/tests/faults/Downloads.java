package org.qemu.functional.tests.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

class Downloads extends QemuSystemTest {
    private static final String HASH =
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /** Serves one file, {@code kernel}. */
    private static HttpServer server() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            "no kernel at all".getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    boolean known = exchange.getRequestURI().getPath().equals("/kernel");
                    exchange.sendResponseHeaders(known ? 200 : 404, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static void fetch(int port, String path) {
        Asset.of("http://127.0.0.1:%d/%s".formatted(port, path), HASH).fetch();
    }

    @Test
    void bootsTheKernel() throws IOException {
        HttpServer server = server();
        fetch(server.getAddress().getPort(), "kernel");
    }

    @Test
    void bootsTheInitrd() throws IOException {
        HttpServer server = server();
        fetch(server.getAddress().getPort(), "initrd");
    }

    @Test
    void bootsTheDisk() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        fetch(port, "disk");
    }

    @Test
    void unpacksTheDisk() throws IOException {
        Path archive = scratchFile("disk.tar.xz");
        Files.write(archive, new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4, 1, 2, 3});
        archiveExtract(archive);
    }
}
