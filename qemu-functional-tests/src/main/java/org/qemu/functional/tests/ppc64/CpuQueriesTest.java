package org.qemu.functional.tests.ppc64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.CpuModelsTest;

/** Proves that QEMU lists the POWER models and the default model of pseries. */
class CpuQueriesTest extends CpuModelsTest {
    @Test
    void listsPowerAndTheDefaultOfPseries() {
        Set<String> names = new HashSet<>();
        Set<String> types = new HashSet<>();
        for (JsonNode model : launchAndQueryModels()) {
            names.add(model.path("name").asText());
            types.add(model.path("typename").asText());
        }
        assertTrue(names.containsAll(List.of("970", "power8", "power9")), names::toString);

        for (JsonNode machine : vm().cmd("query-machines")) {
            if (machine.path("alias").asText().equals("pseries")) {
                String type = machine.path("default-cpu-type").asText();
                assertTrue(types.contains(type), () -> "'%s' is not listed".formatted(type));
            }
        }
    }
}
