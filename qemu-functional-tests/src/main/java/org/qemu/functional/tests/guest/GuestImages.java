package org.qemu.functional.tests.guest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.AssetSource;
import org.qemu.functional.guest.GuestImage;
import org.qemu.functional.guest.image.GuestArchitecture;

/** The same image for each target; a test uses the image of the target under test. */
final class GuestImages implements AssetSource {
    private static final List<String> TARGETS =
            List.of("x86_64", "aarch64", "arm", "ppc64", "mipsel");

    /** The modules that Debian's kernel for a target does not have. */
    private static final Map<String, Set<String>> LACKING =
            Map.of(
                    "arm", Set.of("vmxnet3"),
                    "ppc64", Set.of("vmxnet3"),
                    "mipsel", Set.of("vmxnet3"));

    private final List<String> modules;

    private GuestImages(List<String> modules) {
        this.modules = modules;
    }

    static GuestImages withModules(String... modules) {
        return new GuestImages(List.of(modules));
    }

    /** Return whether the kernel of a target has a module. */
    static boolean has(String target, String module) {
        return !LACKING.getOrDefault(target, Set.of()).contains(module);
    }

    GuestImage of(String target) {
        Assumptions.assumeTrue(
                TARGETS.contains(target), () -> "there is no guest of '%s'".formatted(target));
        return GuestImage.linux(target)
                .withModules(
                        modules.stream()
                                .filter(module -> has(target, module))
                                .toArray(String[]::new));
    }

    /** Return the assets of the target under test, or of all targets if none is selected. */
    @Override
    public List<Asset> assets() {
        return GuestArchitecture.underTest(System.getenv()).stream()
                .map(GuestArchitecture::target)
                .filter(TARGETS::contains)
                .flatMap(target -> of(target).assets().stream())
                .distinct()
                .toList();
    }
}
