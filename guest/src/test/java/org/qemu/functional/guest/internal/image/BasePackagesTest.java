package org.qemu.functional.guest.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.qemu.functional.archive.Archives;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.guest.internal.image.debian.DebianPackage;
import org.qemu.functional.guest.internal.image.debian.PackageIndex;

class BasePackagesTest {
    @TempDir Path folder;

    /** If the list differs, the message contains the correct list for the architecture. */
    @ParameterizedTest
    @EnumSource
    void areThoseOfTheRelease(GuestArchitecture architecture) throws IOException {
        Path packages = folder.resolve("Packages");
        Archives.uncompress(architecture.index().fetch(), "xz", "Packages.xz", packages);
        PackageIndex index;
        try (BufferedReader reader = Files.newBufferedReader(packages)) {
            index = PackageIndex.read(reader);
        }
        List<String> names = new ArrayList<>(BasePackages.AGENT);
        names.add(BasePackages.BUSYBOX);
        names.add(architecture.kernelPackage());
        List<DebianPackage> released =
                names.stream().sorted().map(name -> index.named(name).source()).toList();
        assertThat(BasePackages.of(architecture)).isEqualTo(released);
    }
}
