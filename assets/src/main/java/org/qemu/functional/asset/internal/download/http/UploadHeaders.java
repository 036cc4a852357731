package org.qemu.functional.asset.internal.download.http;

import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The headers by which a server recognizes who sends files: the lines of {@value #VARIABLE}, each
 * {@code Name: value}. Their values are secret: no message contains them.
 */
public final class UploadHeaders {
    public static final String VARIABLE = "QEMU_TEST_PUSH_HEADER";

    private final Map<String, String> headers = new LinkedHashMap<>();

    private UploadHeaders() {}

    /**
     * Read the headers of an environment.
     *
     * @throws IllegalArgumentException if a line is not a header; the message does not contain it
     */
    public static UploadHeaders fromEnvironment(Map<String, String> environment) {
        UploadHeaders result = new UploadHeaders();
        String[] lines = environment.getOrDefault(VARIABLE, "").split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].isBlank()) {
                continue;
            }
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon).strip();
            String value = lines[i].substring(colon + 1).strip();
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                    || !value.matches("[\\x20-\\x7e\\t]+")) {
                throw new IllegalArgumentException(
                        "line %d of %s is not a header of HTTP: write 'NAME: VALUE', such as 'PRIVATE-TOKEN: …'"
                                .formatted(i + 1, VARIABLE));
            }
            result.headers.put(name, value);
        }
        return result;
    }

    /** Add the headers, and the user and password of the URL, if it has some. */
    Request.Builder addTo(Request.Builder request, HttpUrl url) {
        if (!url.username().isEmpty()) {
            request.header("Authorization", Credentials.basic(url.username(), url.password()));
        }
        headers.forEach(request::header);
        return request;
    }

    /** Replace the values in a text, because some servers repeat what they get. */
    String hideIn(String text) {
        String hidden = text;
        for (String value : headers.values()) {
            hidden = hidden.replace(value, "***");
            String secret = value.substring(value.lastIndexOf(' ') + 1); // without "Bearer"
            hidden = hidden.replace(secret, "***");
        }
        return hidden;
    }
}
