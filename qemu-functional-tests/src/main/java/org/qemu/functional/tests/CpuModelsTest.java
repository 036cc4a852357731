package org.qemu.functional.tests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.qemu.functional.QemuSystemTest;

/** Queries CPU models, for which QEMU needs no machine. */
public abstract class CpuModelsTest extends QemuSystemTest {
    /** Launch {@link #vm()} without a machine, and return the result of "query-cpu-definitions". */
    protected JsonNode launchAndQueryModels() {
        setMachine("none");
        vm().addArgs("-S");
        vm().launch();
        return vm().cmd("query-cpu-definitions");
    }

    /**
     * Return the name of the model to which QEMU expands another.
     *
     * @param type "full" or "static"; not every architecture has both
     */
    protected String expand(String model, String type) {
        return vm().cmd("query-cpu-model-expansion", "type", type, "model", Map.of("name", model))
                .at("/model/name")
                .asText();
    }
}
