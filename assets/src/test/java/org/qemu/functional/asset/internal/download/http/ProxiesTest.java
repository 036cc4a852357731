package org.qemu.functional.asset.internal.download.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static String proxyFor(String url, String... variables) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        List<Proxy> proxies = Proxies.of(environment).select(URI.create(url));
        assertThat(proxies).hasSize(1);
        return proxies.get(0).toString().replace("/<unresolved>", "");
    }

    @Test
    void readsTheVariableOfTheSchemeThenThatOfAll() {
        assertThat(proxyFor("http://example.org/", "http_proxy", "http://p:3128"))
                .isEqualTo("HTTP @ p:3128");
        assertThat(proxyFor("https://example.org/", "http_proxy", "http://p:3128"))
                .isEqualTo("DIRECT");
        assertThat(proxyFor("https://example.org/", "HTTPS_PROXY", "p", "ALL_PROXY", "q:1"))
                .isEqualTo("HTTP @ p:1080");
        assertThat(proxyFor("https://example.org/", "all_proxy", "socks5h://q:9"))
                .isEqualTo("SOCKS @ q:9");
        assertThat(proxyFor("http://example.org/", "http_proxy", "a:1", "HTTP_PROXY", "b:1"))
                .isEqualTo("HTTP @ a:1");
        assertThat(proxyFor("http://example.org/")).isEqualTo("DIRECT");
    }

    @Test
    void doesNotTakeTheHeaderOfACgiRequestForAVariable() {
        assertThat(
                        proxyFor(
                                "http://example.org/",
                                "HTTP_PROXY",
                                "http://evil:1",
                                "REQUEST_METHOD",
                                "GET"))
                .isEqualTo("DIRECT");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example.org/, *",
        "http://a.example.org/, example.org",
        "http://a.example.org/, .example.org",
        "http://a.example.org/, *.example.org",
        "http://example.org/, .example.org",
        "http://A.EXAMPLE.org/, 'x.org, example.ORG'",
        "http://a.example.org/, example.org:80",
        "http://10.1.2.3/, 10.0.0.0/8",
        "http://10.1.2.3/, 10.1.2.3",
        "http://[2001:db8::1]/, 2001:db8::1",
        "http://[2001:db8::1]/, 2001:0DB8:0:0:0:0:0:1",
        "http://[2001:db8::1]/, [2001:db8::1]",
        "http://[2001:db8::1]:8080/, [2001:db8::1]:8080",
        "http://[2001:db8::1]/, 2001:db8::/32",
        "http://[2001:db8::1]/, [2001:db8::]/32",
        "http://[2001:db8::1]/, ::/0",
        "http://[fe80::1]/, fe80::/10",
        "http://[::ffff:1.2.3.4]/, ::ffff:1.2.3.4",
        "http://10.1.2.3/, 0.0.0.0/0",
        "http://a.example.org./, example.org",
        "http://a.example.org/, example.org.",
        "http://[0:0:0:0:0:0:0:1]/, x.org",
        "http://localhost/, x.org",
        "http://127.0.0.1:8080/, x.org",
        "http://[::1]/, x.org",
    })
    void asksDirectly(String url, String noProxy) {
        assertThat(proxyFor(url, "http_proxy", "p:1", "no_proxy", noProxy)).isEqualTo("DIRECT");
    }

    @ParameterizedTest
    @CsvSource({
        "http://an-example.org/, example.org",
        "http://example.org.net/, example.org",
        "http://a.example.org/, example.org:81",
        "http://11.1.2.3/, 10.0.0.0/8",
        "http://10.1.2.3/, 10.1.2.0/33",
        "http://127.0.0.1.example.org/, x.org",
        "http://[2001:db8::1]/, 2001:db8::2",
        "http://[2001:db8::1]/, 2001:db9::/32",
        "http://[2001:db8::1]/, 2001:db8::/129",
        "http://[2001:db8::1]/, 2001:db8::1::",
        "http://[2001:db8::1]:8080/, [2001:db8::1]:81",
        "http://[2001:db8::1]/, 32.1.13.184/32",
        "http://10.1.2.3/, ::/0",
        "http://10.1.2.3/, 3",
        "http://1.10.1.2/, 10.1.2",
        "http://example.org/, .",
    })
    void asksTheProxyAllTheSame(String url, String noProxy) {
        assertThat(proxyFor(url, "http_proxy", "p:1", "no_proxy", noProxy)).isEqualTo("HTTP @ p:1");
    }

    @Test
    void namesTheVariableButNotThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> proxyFor("http://example.org/", "http_proxy", "ftp://me:secret@p:1"))
                .withMessageContaining("http_proxy")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void tellsTheProxyWhoAsks() throws Exception {
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.start();
            proxy.enqueue(
                    new MockResponse.Builder()
                            .code(407)
                            .setHeader("Proxy-Authenticate", "Basic realm=\"x\"")
                            .build());
            proxy.enqueue(new MockResponse.Builder().body("through").build());
            try (Response response = get(proxy, "me:p%40ss@")) {
                assertThat(response.body().string()).isEqualTo("through");
            }
            proxy.takeRequest();
            RecordedRequest second = proxy.takeRequest();
            assertThat(second.getRequestLine()).startsWith("GET http://example.org/file ");
            assertThat(second.getHeaders().get("Proxy-Authorization"))
                    .isEqualTo("Basic bWU6cEBzcw=="); // me:p@ss
        }
    }

    @Test
    void doesNotAskAgainAProxyThatRefuses() throws Exception {
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.start();
            for (int i = 0; i < 3; i++) {
                proxy.enqueue(new MockResponse.Builder().code(407).build());
            }
            try (Response response = get(proxy, "me:wrong@")) {
                assertThat(response.code()).isEqualTo(407);
            }
            assertThat(proxy.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void reachesHttpsThroughATunnel() throws Exception {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName("example.org").build();
        HandshakeCertificates keys =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        HandshakeCertificates trust =
                new HandshakeCertificates.Builder()
                        .addTrustedCertificate(certificate.certificate())
                        .build();
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.useHttps(keys.sslSocketFactory());
            proxy.start();
            proxy.enqueue(new MockResponse.Builder().inTunnel().build());
            proxy.enqueue(new MockResponse.Builder().body("through").build());
            Proxies proxies =
                    Proxies.of(Map.of("https_proxy", "http://me:pw@localhost:" + proxy.getPort()));
            OkHttpClient client =
                    HttpClient.create(HttpTimes.USUAL, proxies)
                            .newBuilder()
                            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                            .build();
            HttpUrl url = HttpUrl.get("https://example.org/file");
            try (Response response = client.newCall(HttpClient.get(url, null)).execute()) {
                assertThat(response.body().string()).isEqualTo("through");
            }
            RecordedRequest connect = proxy.takeRequest();
            assertThat(connect.getRequestLine()).startsWith("CONNECT example.org:443 ");
            assertThat(connect.getHeaders().get("Proxy-Authorization"))
                    .isEqualTo("Basic bWU6cHc="); // me:pw
            RecordedRequest get = proxy.takeRequest();
            assertThat(get.getRequestLine()).startsWith("GET /file ");
            assertThat(get.getHeaders().get("Proxy-Authorization")).isNull();
        }
    }

    private static Response get(MockWebServer proxy, String user) throws IOException {
        Proxies proxies =
                Proxies.of(Map.of("http_proxy", "http://" + user + "localhost:" + proxy.getPort()));
        OkHttpClient client = HttpClient.create(HttpTimes.USUAL, proxies);
        return client.newCall(HttpClient.get(HttpUrl.get("http://example.org/file"), null))
                .execute();
    }
}
