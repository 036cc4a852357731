package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.guest.image.GuestArchitecture;

class AnnotatedImagesTest {
    @SuppressWarnings("UnusedMethod")
    static class Warm {
        void needs(@WarmBoot Guest guest) {}
    }

    @SuppressWarnings("UnusedMethod")
    static class Script {
        @GuestScript("true")
        void needs() {}
    }

    private static List<String> names(Class<?> type) {
        return AssetFinder.assetsOf(type).stream().map(Asset::url).toList();
    }

    @Test
    void findsWhatTheImagesOfAnnotationsAreMadeOf() {
        assertThat(names(Warm.class))
                .anyMatch(url -> url.contains("/linux-image-"))
                .anyMatch(url -> url.contains("/busybox-static_"));
        assertThat(names(Script.class)).isEqualTo(names(Warm.class));
    }

    @Test
    void knowsWhichArchitectureIsUnderTest() {
        assertThat(
                        GuestArchitecture.underTest(
                                Map.of("QEMU_TEST_QEMU_BINARY", "/x/qemu-system-arm")))
                .containsExactly(GuestArchitecture.ARM);
        assertThat(
                        GuestArchitecture.underTest(
                                Map.of("QEMU_TEST_QEMU_BINARY", "qemu-system-sparc")))
                .isEmpty();
        assertThat(GuestArchitecture.underTest(Map.of())).hasSize(5);
    }
}
