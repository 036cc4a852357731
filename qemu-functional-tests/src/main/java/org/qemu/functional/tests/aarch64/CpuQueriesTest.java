package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.CpuModelsTest;

/** Proves that QEMU lists the CPU models that guests commonly use and can expand each of them. */
class CpuQueriesTest extends CpuModelsTest {
    @Test
    void expandsEveryModel() {
        Set<String> names = new HashSet<>();
        for (JsonNode model : launchAndQueryModels()) {
            String name = model.path("name").asText();
            assertEquals(name, expand(name, "full"));
            names.add(name);
        }
        assertTrue(names.containsAll(List.of("cortex-a57", "cortex-a72", "max")), names::toString);
    }
}
