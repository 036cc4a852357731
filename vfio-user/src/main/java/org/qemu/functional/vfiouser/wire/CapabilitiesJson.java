package org.qemu.functional.vfiouser.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.wire.Capabilities.Migration;
import org.qemu.functional.vfiouser.wire.Capabilities.TwinSocket;

/** Reads and writes capabilities as JSON. */
final class CapabilitiesJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final String DESCRIPTORS = "max_msg_fds";
    private static final String DATA = "max_data_xfer_size";
    private static final String MAPS = "max_dma_maps";
    private static final String PAGE_SIZES = "pgsizes";
    private static final String MULTIPLE = "write_multiple";
    private static final String MIGRATION = "migration";
    private static final String PAGE_SIZE = "pgsize";
    private static final String BITMAP = "max_bitmap_size";
    private static final String TWIN = "twin_socket";
    private static final String SUPPORTED = "supported";
    private static final String INDEX = "fd_index";

    private CapabilitiesJson() {}

    static String text(Capabilities from) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode to = root.putObject("capabilities");
        put(to, DESCRIPTORS, from.maxDescriptors());
        put(to, DATA, from.maxData());
        put(to, MAPS, from.maxDmaMaps());
        put(to, PAGE_SIZES, from.pageSizes());
        if (from.writeMultiple() != null) {
            to.put(MULTIPLE, from.writeMultiple());
        }
        Migration migration = from.migration();
        if (migration != null) {
            ObjectNode node = to.putObject(MIGRATION);
            put(node, PAGE_SIZE, migration.pageSize());
            put(node, BITMAP, migration.maxBitmapSize());
        }
        TwinSocket twin = from.twinSocket();
        if (twin != null) {
            ObjectNode node = to.putObject(TWIN).put(SUPPORTED, twin.supported());
            put(node, INDEX, twin.descriptorIndex());
        }
        return root.toString();
    }

    private static void put(ObjectNode to, String key, @Nullable Number value) {
        if (value != null) {
            to.put(key, value.longValue());
        }
    }

    static Capabilities parse(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedPayloadException(
                    "'%s' is not valid JSON: %s".formatted(json, e.getOriginalMessage()));
        }
        if (!root.isObject()) {
            throw new MalformedPayloadException("'%s' is not a JSON object".formatted(json));
        }
        JsonNode from = object(root, "capabilities");
        Long descriptors = number(from, DESCRIPTORS, Capabilities.MOST_DESCRIPTORS);
        return new Capabilities(
                descriptors == null ? null : descriptors.intValue(),
                number(from, DATA, Long.MAX_VALUE),
                number(from, MAPS, Long.MAX_VALUE),
                number(from, PAGE_SIZES, Long.MAX_VALUE),
                bool(from, MULTIPLE),
                migration(from),
                twinSocket(from));
    }

    private static @Nullable Migration migration(JsonNode from) {
        JsonNode node = object(from, MIGRATION);
        if (node.isMissingNode()) {
            return null;
        }
        Long pageSize = number(node, PAGE_SIZE, Long.MAX_VALUE);
        if (pageSize != null && Long.bitCount(pageSize) != 1) {
            throw wrong(PAGE_SIZE, node.get(PAGE_SIZE), "a power of two");
        }
        return new Migration(pageSize, number(node, BITMAP, Long.MAX_VALUE));
    }

    private static @Nullable TwinSocket twinSocket(JsonNode from) {
        JsonNode node = object(from, TWIN);
        if (node.isMissingNode()) {
            return null;
        }
        Boolean supported = bool(node, SUPPORTED);
        Long index = number(node, INDEX, Integer.MAX_VALUE);
        return new TwinSocket(
                supported != null && supported, index == null ? null : index.intValue());
    }

    private static JsonNode object(JsonNode from, String key) {
        JsonNode node = from.path(key);
        if (!node.isMissingNode() && !node.isObject()) {
            throw wrong(key, node, "an object");
        }
        return node;
    }

    private static @Nullable Boolean bool(JsonNode from, String key) {
        JsonNode node = from.path(key);
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw wrong(key, node, "true or false");
        }
        return node.booleanValue();
    }

    private static @Nullable Long number(JsonNode from, String key, long max) {
        JsonNode node = from.path(key);
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < 0
                || node.longValue() > max) {
            throw wrong(key, node, "a number from 0 to " + max);
        }
        return node.longValue();
    }

    private static MalformedPayloadException wrong(String key, JsonNode value, String expected) {
        return new MalformedPayloadException(
                "the capability '%s' is '%s', not %s".formatted(key, value, expected));
    }
}
