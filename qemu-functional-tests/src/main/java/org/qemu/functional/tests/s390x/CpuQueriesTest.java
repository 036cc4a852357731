package org.qemu.functional.tests.s390x;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.CpuModelsTest;

/**
 * Proves that QEMU reduces each CPU model to a static one and knows which model contains another.
 */
class CpuQueriesTest extends CpuModelsTest {
    @Test
    void expandsEveryModelToAStaticOne() {
        JsonNode models = launchAndQueryModels();
        Set<String> statics = new HashSet<>();
        for (JsonNode model : models) {
            if (model.path("static").asBoolean()) {
                statics.add(model.path("name").asText());
            }
        }
        for (JsonNode model : models) {
            String name = model.path("name").asText();
            String expanded = expand(name, "static");
            assertTrue(statics.contains(expanded), () -> name + " became " + expanded);
            if (statics.contains(name)) {
                assertEquals(name, expanded);
            }
        }
    }

    @Test
    void comparesTwoGenerations() {
        launchAndQueryModels();
        Map<String, ?> pair =
                Map.of("modela", Map.of("name", "z13"), "modelb", Map.of("name", "z14"));
        assertEquals(
                "subset", vm().cmd("query-cpu-model-comparison", pair).path("result").asText());
        assertEquals(
                "z13-base", vm().cmd("query-cpu-model-baseline", pair).at("/model/name").asText());
    }
}
