package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks the program what classes need of a host, and runs some that need too much. */
@Timeout(120)
class ResourceListTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void printsOneObjectForTheNamedClasses() throws Exception {
        Result result =
                run(
                        Map.of(),
                        "--resources",
                        FIXTURES + "NoisyFixture",
                        FIXTURES + "DemandingFixture");
        assertThat(result.status()).as(result.err()).isZero();
        JsonNode all = new ObjectMapper().readTree(result.out());
        assertThat(all).hasSize(2);
        assertThat(all.get(FIXTURES + "NoisyFixture").toString())
                .isEqualTo(
                        "{\"cores\":1,\"memory\":1500,\"disk\":0,\"kvm\":false,\"hostArchitecture\":[],\"lockedMemory\":0}");
        assertThat(all.get(FIXTURES + "DemandingFixture").toString())
                .startsWith("{\"cores\":2,\"memory\":4294967296,")
                .contains("\"hostArchitecture\":[\"x86_64\"]");
    }

    @Test
    void skipsAClassThatNeedsTooMuch() throws Exception {
        Result result = run(Map.of(), FIXTURES + "DemandingFixture");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("# SKIP test needs 4096T of memory, but the host has ");
    }

    @Test
    void refusesAWrongValueWithTheNameOfTheClass() throws Exception {
        String problem =
                "@Resources of %sMistakenFixture: memory = '2 gigabytes' is not a size"
                        .formatted(FIXTURES);
        Result list = run(Map.of(), "--resources", FIXTURES + "MistakenFixture");
        assertThat(list.status()).isEqualTo(2);
        assertThat(list.err()).contains(problem);
        Result tests = run(Map.of(), FIXTURES + "MistakenFixture");
        assertThat(tests.status()).isEqualTo(1);
        assertThat(tests.out()).contains(problem);
    }
}
