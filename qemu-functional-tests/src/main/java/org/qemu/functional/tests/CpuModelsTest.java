package org.qemu.functional.tests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.qemu.functional.QemuSystemTest;

/** Asks QEMU about CPU models, which takes no machine. */
public abstract class CpuModelsTest extends QemuSystemTest {
    /** Launch {@link #vm()} without a machine and return what "query-cpu-definitions" does. */
    protected JsonNode launchAndQueryModels() {
        setMachine("none");
        vm().addArgs("-S");
        vm().launch();
        return vm().cmd("query-cpu-definitions");
    }

    /**
     * Name the model that QEMU expands another to.
     *
     * @param type "full" or "static"; not every architecture has both
     */
    protected String expand(String model, String type) {
        return vm().cmd("query-cpu-model-expansion", "type", type, "model", Map.of("name", model))
                .at("/model/name")
                .asText();
    }
}
