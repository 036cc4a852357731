package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares results with those of Jackson's mapper. */
class JsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    enum Colour {
        RED
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "null",
                "true",
                "-0",
                "2147483648",
                "18446744073709551615",
                "1.5e300",
                "0.1",
                "\"\\u00e4 \\ud83d\\ude00 \\n \\\" \\\\ \\u0001\"",
                "{\"a\": [1, {\"b\": null}, [], \"x\"], \"c\": {\"d\": false}, \"e\": 3.25}",
                " {\"return\": {}, \"id\": \"libvirt-1\"} ",
            })
    void readsAndWritesWhatTheMapperDoes(String text) throws Exception {
        byte[] bytes = text.getBytes(UTF_8);
        JsonNode ours = Json.parse(bytes, bytes.length);
        JsonNode theirs = MAPPER.readTree(text);
        assertThat(ours).isEqualTo(theirs);
        assertThat(Json.parse(new ByteArrayInputStream(bytes))).isEqualTo(theirs);
        assertThat(MAPPER.readTree(Json.text(ours))).isEqualTo(theirs);
        assertThat(Json.text(ours)).isEqualTo(theirs.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1,", "{\"a\" 1}", "nul", "{} {}", "\"", "{\"a\":}", "01"})
    void refusesWhatIsNotOneValue(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThatThrownBy(() -> Json.parse(bytes, bytes.length))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.parse(new ByteArrayInputStream(bytes)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void makesOfJavasValuesWhatTheMapperDoes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a");
        map.put("nothing", null);
        map.put("whole", 1);
        map.put("short", (short) 2);
        map.put("long", 1L << 40);
        map.put("real", 0.5);
        map.put("exact", new BigDecimal("1.25"));
        map.put("big", BigInteger.ONE.shiftLeft(70));
        map.put("truth", true);
        map.put("list", Arrays.asList(1, "b", null, Map.of("c", List.of())));
        map.put("array", new int[] {1, 2});
        map.put("enum", Colour.RED);
        map.put("node", MAPPER.createObjectNode().put("d", 1));
        assertThat(Json.text(Json.of(map))).isEqualTo(MAPPER.valueToTree(map).toString());
    }
}
