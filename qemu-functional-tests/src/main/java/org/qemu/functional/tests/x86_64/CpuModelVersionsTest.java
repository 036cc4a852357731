package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;

/** Proves that a CPU model without a version means the version that its machine type specifies. */
@Execution(ExecutionMode.CONCURRENT)
class CpuModelVersionsTest extends QemuSystemTest {
    /**
     * Names from the time before models had versions; each is an alias now, and never the base of
     * versions.
     */
    private static final List<String> VARIANTS =
            List.of(
                    "Broadwell-IBRS",
                    "Broadwell-noTSX",
                    "Broadwell-noTSX-IBRS",
                    "EPYC-IBPB",
                    "Haswell-IBRS",
                    "Haswell-noTSX",
                    "Haswell-noTSX-IBRS",
                    "IvyBridge-IBRS",
                    "Nehalem-IBRS",
                    "SandyBridge-IBRS",
                    "Skylake-Client-IBRS",
                    "Skylake-Server-IBRS",
                    "Westmere-IBRS");

    /** The meaning of the existing names in machine type 4.1, the first with versions. */
    private static final Map<String, String> ALIASES_OF_4_1 =
            Map.ofEntries(
                    Map.entry("Broadwell", "Broadwell-v1"),
                    Map.entry("Broadwell-noTSX", "Broadwell-v2"),
                    Map.entry("Broadwell-IBRS", "Broadwell-v3"),
                    Map.entry("Broadwell-noTSX-IBRS", "Broadwell-v4"),
                    Map.entry("Cascadelake-Server", "Cascadelake-Server-v1"),
                    Map.entry("EPYC", "EPYC-v1"),
                    Map.entry("EPYC-IBPB", "EPYC-v2"),
                    Map.entry("Haswell", "Haswell-v1"),
                    Map.entry("Haswell-noTSX", "Haswell-v2"),
                    Map.entry("Haswell-IBRS", "Haswell-v3"),
                    Map.entry("Haswell-noTSX-IBRS", "Haswell-v4"),
                    Map.entry("IvyBridge", "IvyBridge-v1"),
                    Map.entry("IvyBridge-IBRS", "IvyBridge-v2"),
                    Map.entry("Nehalem", "Nehalem-v1"),
                    Map.entry("Nehalem-IBRS", "Nehalem-v2"),
                    Map.entry("SandyBridge", "SandyBridge-v1"),
                    Map.entry("SandyBridge-IBRS", "SandyBridge-v2"),
                    Map.entry("Skylake-Client", "Skylake-Client-v1"),
                    Map.entry("Skylake-Client-IBRS", "Skylake-Client-v2"),
                    Map.entry("Skylake-Server", "Skylake-Server-v1"),
                    Map.entry("Skylake-Server-IBRS", "Skylake-Server-v2"),
                    Map.entry("Westmere", "Westmere-v1"),
                    Map.entry("Westmere-IBRS", "Westmere-v2"),
                    Map.entry("qemu64", "qemu64-v1"));

    @Test
    void hasNoAliasesOnMachine40() {
        Map<String, JsonNode> models = launchAndQueryModels("pc-i440fx-4.0");
        models.values().forEach(model -> assertFalse(model.has("alias-of"), model::toString));
        assertVariantsHaveNoVersions(models);
    }

    @Test
    void keepsTheFirstAliasesOnMachine41() {
        Map<String, JsonNode> models = launchAndQueryModels("pc-i440fx-4.1");
        assertAll(
                ALIASES_OF_4_1.entrySet().stream()
                        .map(
                                alias ->
                                        () ->
                                                assertEquals(
                                                        alias.getValue(),
                                                        aliasOf(models, alias.getKey()),
                                                        alias::getKey)));
        assertVariantsHaveNoVersions(models);
        assertAliasesAreSound(models);
    }

    @Test
    void pointsToSomeVersionWithoutMachine() {
        Map<String, JsonNode> models = launchAndQueryModels("none");
        for (String name : List.of("Cascadelake-Server", "qemu64")) {
            String target = aliasOf(models, name);
            assertTrue(target.matches(name + "-v\\d+"), () -> name + " means '" + target + "'");
        }
        assertAliasesAreSound(models);
    }

    @Test
    void machine40HasNoArchCapabilities() {
        assertArchCapabilities(false, "pc-i440fx-4.0", "Cascadelake-Server");
    }

    @Test
    void machine41HasNoArchCapabilities() {
        assertArchCapabilities(false, "pc-i440fx-4.1", "Cascadelake-Server");
    }

    @Test
    void userAddsArchCapabilitiesOnMachine40() {
        assertArchCapabilities(true, "pc-i440fx-4.0", "Cascadelake-Server,+arch-capabilities");
    }

    @Test
    void userRemovesArchCapabilitiesOnMachine41() {
        assertArchCapabilities(false, "pc-i440fx-4.1", "Cascadelake-Server,-arch-capabilities");
    }

    @Test
    void versionOneHasNoArchCapabilities() {
        assertArchCapabilities(false, "pc-i440fx-4.0", "Cascadelake-Server-v1");
    }

    @Test
    void versionTwoHasArchCapabilitiesOnAnOldMachine() {
        assertArchCapabilities(true, "pc-i440fx-4.0", "Cascadelake-Server-v2");
    }

    @Test
    void userAddsArchCapabilitiesToVersionOne() {
        assertArchCapabilities(true, "pc-i440fx-4.0", "Cascadelake-Server-v1,+arch-capabilities");
    }

    @Test
    void userRemovesArchCapabilitiesFromVersionTwo() {
        assertArchCapabilities(false, "pc-i440fx-4.1", "Cascadelake-Server-v2,-arch-capabilities");
    }

    /**
     * Check a feature. The user's setting takes precedence over the model's version, and that over
     * the machine type.
     */
    private void assertArchCapabilities(boolean expected, String machine, String cpu) {
        setMachine(machine);
        setCpu(cpu + ",x-force-features=on,check=off,enforce=off");
        vm().addArgs("-S");
        vm().launch();

        String path = vm().cmd("query-cpus-fast").at("/0/qom-path").asText();
        JsonNode actual = vm().cmd("qom-get", "path", path, "property", "arch-capabilities");
        assertEquals(expected, actual.booleanValue());
    }

    private Map<String, JsonNode> launchAndQueryModels(String machine) {
        setMachine(machine);
        vm().addArgs("-S");
        vm().launch();
        Map<String, JsonNode> models = new TreeMap<>();
        for (JsonNode model : vm().cmd("query-cpu-definitions")) {
            models.put(model.path("name").asText(), model);
        }
        return models;
    }

    private static String aliasOf(Map<String, JsonNode> models, String name) {
        JsonNode model = models.get(name);
        return model == null ? "" : model.path("alias-of").asText();
    }

    private static void assertVariantsHaveNoVersions(Map<String, JsonNode> models) {
        for (String variant : VARIANTS) {
            assertTrue(models.containsKey(variant), variant);
            assertFalse(models.containsKey(variant + "-v1"), variant);
        }
    }

    /**
     * Check that an alias refers to an existing model, and that neither aliases nor versioned
     * models are static.
     */
    private static void assertAliasesAreSound(Map<String, JsonNode> models) {
        models.forEach(
                (name, model) -> {
                    if (model.has("alias-of")) {
                        assertTrue(models.containsKey(aliasOf(models, name)), model::toString);
                        assertFalse(model.path("static").asBoolean(), model::toString);
                    }
                    if (name.matches(".*-v\\d+")) {
                        assertFalse(model.has("alias-of"), model::toString);
                        assertFalse(model.path("static").asBoolean(), model::toString);
                    }
                });
    }
}
