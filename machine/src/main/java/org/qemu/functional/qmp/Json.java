package org.qemu.functional.qmp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.qmp.internal.LineLimit;

/**
 * Read and write the few forms of JSON that QMP uses, as Jackson trees built from Jackson's tokens.
 *
 * <p>An {@link ObjectMapper} does the same but takes 40 ms to load, a tenth of a test program's run
 * time. It is used only for arguments of types that only it supports.
 */
final class Json {
    /**
     * {@link LineLimit} bounds the length of texts; Jackson would reject a text of 20 million
     * characters.
     */
    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    /**
     * Read one value.
     *
     * @throws JsonProcessingException if it is not JSON, or not only one value
     */
    static JsonNode parse(byte[] text, int length) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
            return whole(parser);
        }
    }

    /** Read one value from a stream: see {@link #parse(byte[], int)}. */
    static JsonNode parse(InputStream text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        }
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        parser.nextToken();
        JsonNode value = value(parser);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "unexpected data after the value");
        }
        return value;
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return NODES.missingNode();
        }
        return switch (token) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode fields(JsonParser parser) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode elements(JsonParser parser) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    /** Return the value as JSON on one line. */
    static String text(JsonNode value) {
        StringWriter text = new StringWriter();
        write(value, text);
        return text.toString();
    }

    /**
     * Return the value as JSON, or its first characters and its length. Memory use is bounded by
     * the limit.
     */
    static String excerpt(JsonNode value, int limit) {
        HeadWriter text = new HeadWriter(limit);
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, Writer text) {
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // these writers never throw
        }
    }

    private static void write(JsonNode value, JsonGenerator generator) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    generator.writeFieldName(field.getKey());
                    write(field.getValue(), generator);
                }
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                for (JsonNode element : value) {
                    write(element, generator);
                }
                generator.writeEndArray();
            }
            case STRING -> generator.writeString(value.textValue());
            case BOOLEAN -> generator.writeBoolean(value.booleanValue());
            case NUMBER -> generator.writeNumber(value.asText());
            case MISSING -> {}
            case BINARY, POJO -> generator.writeRawValue(value.toString());
            case NULL -> generator.writeNull();
        }
    }

    /**
     * Convert a Java value to a tree.
     *
     * @throws IllegalArgumentException if Jackson cannot convert it to JSON
     */
    static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof CharSequence text) {
            return NODES.textNode(text.toString());
        }
        if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, field) -> object.set(String.valueOf(name), of(field)));
            return object;
        }
        if (value instanceof Iterable<?> elements) {
            ArrayNode array = NODES.arrayNode();
            elements.forEach(element -> array.add(of(element)));
            return array;
        }
        return Mapper.MAPPER.valueToTree(value);
    }

    private static JsonNode number(Number number) {
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return NODES.numberNode(number.intValue());
        }
        if (number instanceof Long) {
            return NODES.numberNode(number.longValue());
        }
        if (number instanceof BigDecimal exact) {
            return NODES.numberNode(exact);
        }
        return Mapper.MAPPER.valueToTree(number);
    }

    private static final class Mapper {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
