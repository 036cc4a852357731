package org.qemu.functional.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetFinder;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;

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

    @QemuTest
    @Arch("x86_64")
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    static class Plain {
        @Test
        void needs(Guest guest) {}

        static class Helper {
            void get(Guest guest) {}
        }
    }

    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    static class Base {
        private Guest field;

        @Nested
        class Inside {
            @BeforeEach
            void needs(Guest guest) {}
        }
    }

    @Machine(type = "virt")
    @Arch("aarch64")
    static class Heir extends Base {}

    @QemuTest
    @SuppressWarnings({"UnusedMethod", "UnusedVariable"})
    static class NotByParameters {
        private final Guest field = null;

        void helps(Guest guest) {}

        @Test
        @WarmBoot(modules = "nbd")
        @Arch("no-such-target")
        void isWarm(Guest guest) {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WarmBoot
    @interface Composed {}

    @SuppressWarnings("UnusedMethod")
    static class ByComposedAnnotation {
        @Composed
        void needs(Guest guest) {}
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
    void findsWhatAGuestWithoutAnAnnotationIsMadeOf() {
        assertThat(AssetFinder.assetsOf(Plain.class))
                .containsExactlyInAnyOrderElementsOf(GuestImage.linux("x86_64").assets());
        assertThat(AssetFinder.assetsOf(Heir.class))
                .containsExactlyInAnyOrderElementsOf(GuestImage.linux("aarch64").assets());
        assertThat(AssetFinder.assetsOf(Base.class)).isEmpty(); // no extension
    }

    @Test
    void findsNothingForAGuestThatComesFromElsewhere() {
        assertThat(AssetFinder.assetsOf(NotByParameters.class))
                .hasSameElementsAs(AssetFinder.assetsOf(WarmWithModule.class));
    }

    @SuppressWarnings("UnusedMethod")
    static class WarmWithModule {
        void needs(@WarmBoot(modules = "nbd") Guest guest) {}
    }

    @Test
    void findsWhatComposedAnnotationsNeed() {
        assertThat(names(ByComposedAnnotation.class)).isEqualTo(names(Warm.class));
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
