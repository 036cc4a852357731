package org.qemu.functional.trace.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    /** Reads the fields as a program that gets the bytes of the file. */
    private static JsonNode read(JsonFields fields) throws IOException {
        String line = "{" + fields.text() + "}";
        assertThat(line).doesNotContain("\n", "\r", "\u2028", "\u0085");
        return JACKSON.readTree(line.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" and \\back\\slash\\",
                "</script><script>alert(1)</script>",
                "two\nlines\r\nand\ttab",
                "\u0000\u0001\u001f\u007f\u0080\u009f\u00a0",
                "\u001b[31mred\u001b]0;title\u0007",
                "\u2028\u2029\u202e\u2066\u200f\ufeff\u061c",
                "grüße 漢字 \ud83d\ude00",
                "\"},{\"event\":\"result\"",
                "\\u0041\\n",
            })
    void jacksonReadsTheSameText(String text) throws IOException {
        assertThat(read(new JsonFields().put("text", text)).path("text").textValue())
                .isEqualTo(text);
    }

    @RepeatedTest(200)
    void jacksonReadsTheSameRandomText(RepetitionInfo repetition) throws IOException {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(300); i > 0; i--) {
            int limit = random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT + 1;
            int c = random.nextInt(limit);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.appendCodePoint(c);
            }
        }

        assertThat(read(new JsonFields().put("text", text)).path("text").textValue())
                .isEqualTo(text.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud800b", "a\udc00b", "\ude00\ud83d", "end\ud83d"})
    void halvesOfCharactersAreReplaced(String text) throws IOException {
        assertThat(read(new JsonFields().put("text", text)).path("text").textValue())
                .isEqualTo(text.replaceAll("[\ud800-\udfff]", "\ufffd"));
    }

    @Test
    void longTextIsCutAndTellsItsLength() throws IOException {
        String text = "x".repeat(JsonFields.MAX_TEXT) + "y";

        assertThat(read(new JsonFields().put("text", text)).path("text").textValue())
                .isEqualTo("x".repeat(JsonFields.MAX_TEXT) + "… (4097 characters)");
    }

    @Test
    void cutsNoCharacterInHalf() throws IOException {
        String text = "x" + "\ud83d\ude00".repeat(JsonFields.MAX_TEXT);

        assertThat(read(new JsonFields().put("text", text)).path("text").textValue())
                .isEqualTo(
                        "x"
                                + "\ud83d\ude00".repeat(JsonFields.MAX_TEXT / 2 - 1)
                                + "… (8193 characters)");
    }

    @Test
    void passwordsOfUrlsAreMasked() throws IOException {
        String url = "fetch https://me:secret@example.org/x?token=abc";
        JsonFields fields = new JsonFields().put("text", url).put("list", List.of(url));

        assertThat(read(fields).toString()).doesNotContain("secret", "abc");
    }

    @Test
    void writesEachTypeOfField() throws IOException {
        JsonFields fields =
                new JsonFields()
                        .put("none", (String) null)
                        .put("text", "a")
                        .put("number", Long.MIN_VALUE)
                        .put("truth", true)
                        .put("list", List.of("a", "\"", ""))
                        .put("empty", List.of())
                        .seconds("time", 1_000_002_999L)
                        .json("json", "{\"a\":[1]}");

        assertThat(fields.text().toString())
                .isEqualTo(
                        "\"text\":\"a\",\"number\":-9223372036854775808,\"truth\":true,\"list\":[\"a\",\"\\\"\",\"\"],\"empty\":[],\"time\":1.000002,\"json\":{\"a\":[1]}");
        assertThat(read(fields).path("json").path("a").path(0).asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 999, 1_000, 999_999_999, 123_456_789_012_345L, Long.MAX_VALUE})
    void timesHaveSixDecimalPlaces(long nanos) {
        String expected =
                new java.math.BigDecimal(nanos / 1000).movePointLeft(6).setScale(6).toPlainString();

        assertThat(JsonFields.appendSeconds(new StringBuilder(), nanos).toString())
                .isEqualTo(expected);
    }
}
