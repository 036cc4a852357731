package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.CpuModelsTest;

/** Proves that QEMU reports every unavailable feature of a CPU model and can expand each model. */
class CpuQueriesTest extends CpuModelsTest {
    @Test
    void namesMissingFeaturesAndExpandsEveryModel() {
        JsonNode models = launchAndQueryModels();
        assertFalse(models.isEmpty());
        for (JsonNode model : models) {
            for (JsonNode feature : model.path("unavailable-features")) {
                assertFalse(feature.asText().isEmpty(), model::toString);
            }
            String name = model.path("name").asText();
            assertEquals(name, expand(name, "full"));
        }
    }
}
