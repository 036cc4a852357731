package org.qemu.functional.asset.internal.download.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the decisions to use a proxy with those of curl. IPv6 networks, which curl supports
 * since 7.86.0 according to its manual, are in {@link ProxiesTest}: 7.88.1 compares IPv6 addresses
 * as text.
 */
class NoProxyCurlTest {
    private static final Path CURL = Path.of("/usr/bin/curl");

    @ParameterizedTest
    @CsvSource({
        "http://a.example.org/, '*'",
        "http://a.example.org/, example.org",
        "http://a.example.org/, .example.org",
        "http://example.org/, .example.org",
        "http://an-example.org/, example.org",
        "http://example.org.net/, example.org",
        "http://A.EXAMPLE.org/, 'x.org, example.ORG'",
        "http://a.example.org/, 'x.org example.org'",
        "http://a.example.org./, example.org",
        "http://a.example.org/, example.org.",
        "http://10.1.2.3/, 10.0.0.0/8",
        "http://10.1.2.3/, 11.0.0.0/8",
        "http://10.1.2.3/, 10.1.2.0/33",
        "http://10.1.2.3/, 10.1.2.3",
        "http://10.1.2.3/, 2.3",
        "http://10.1.2.3/, 10.1.2.2/31",
        "http://10.1.2.3/, 10.1.2.4/30",
        "http://[2001:db8::1]/, 2001:db8::1",
        "http://[2001:db8::1]/, 2001:DB8::1",
        "http://[2001:db8::1]/, 2001:db8::2",
        "http://[2001:0db8:0:0::1]/, 2001:db8::1",
        "http://[2001:db8::1]/, 2001:db8:0:0:8000::/65",
        "http://[2001:db8::1]/, 2001:db9::/32",
        "http://[2001:db8::1]/, 2001:db8::/129",
        "http://[2001:db8::1]/, 10.0.0.0/8",
        "http://10.1.2.3/, 2001:db8::/32",
        "http://[2001:db8::1]:8080/, 2001:db8::1",
        "http://example.org/, ''",
    })
    void doesAsCurlDoes(String url, String noProxy) throws Exception {
        assumeTrue(Files.isExecutable(CURL), "curl is needed");
        boolean direct =
                NoProxy.parse(noProxy)
                        .covers(URI.create(url).getHost(), Math.max(80, URI.create(url).getPort()));
        assertThat(direct).isEqualTo(!curlAsksTheProxy(url, noProxy));
    }

    /**
     * Return whether curl connects to the proxy, which disconnects; a direct connection goes to a
     * closed port.
     */
    private static boolean curlAsksTheProxy(String url, String noProxy)
            throws IOException, InterruptedException {
        AtomicBoolean asked = new AtomicBoolean();
        Thread thread;
        try (ServerSocket proxy = loopback()) {
            thread = new Thread(() -> hangUp(proxy, asked));
            thread.start();
            ProcessBuilder curl =
                    new ProcessBuilder(
                            List.of(
                                    CURL.toString(),
                                    "-q",
                                    "-s",
                                    "--max-time",
                                    "60",
                                    "--connect-to",
                                    "::127.0.0.1:" + closedPort(),
                                    url));
            curl.environment()
                    .keySet()
                    .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
            curl.environment().put("http_proxy", "http://127.0.0.1:" + proxy.getLocalPort());
            curl.environment().put("no_proxy", noProxy);
            assertThat(curl.start().waitFor()).isNotZero();
        }
        thread.join();
        return asked.get();
    }

    private static void hangUp(ServerSocket proxy, AtomicBoolean asked) {
        try {
            proxy.accept().close();
            asked.set(true);
        } catch (IOException e) {
            // Closed, because there was no connection.
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = loopback()) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }
}
