package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.qemu.functional.junit.Arch;

/** The guests of nested classes are those of the enclosing classes' @WarmBoot. */
class NestedWarmBootTest {
    /** There are no guests for this target, so that the resolver has nothing to boot. */
    private static final String TARGET = "sparc";

    @WarmBoot
    @Arch(TARGET)
    static class Enclosing {
        @Nested
        class Inside {
            @Nested
            class Innermost {
                @Test
                void hasAGuest(Guest guest) {}
            }
        }
    }

    abstract static class Base {
        @Nested
        class Inside {
            @Test
            void hasAGuest(Guest guest) {}
        }
    }

    @WarmBoot
    @Arch(TARGET)
    static class Heir extends Base {}

    @WarmBoot
    @Arch(TARGET)
    static class WithAScript {
        @Nested
        class Inside {
            @Test
            @GuestScript("true")
            void hasAGuest(Guest guest) {}
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Enclosing.class, Heir.class, WithAScript.class})
    void reachesTheResolver(Class<?> type) {
        List<Throwable> thrown =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(type))
                        .execute()
                        .testEvents()
                        .aborted()
                        .stream()
                        .flatMap(
                                event ->
                                        event
                                                .getRequiredPayload(TestExecutionResult.class)
                                                .getThrowable()
                                                .stream())
                        .toList();
        assertThat(thrown)
                .singleElement()
                .asString()
                .contains("guests for '%s' are not supported".formatted(TARGET));
    }
}
