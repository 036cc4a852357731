package org.qemu.functional.guest;

import java.lang.annotation.Annotation;
import java.util.List;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.asset.ProvidesAssets;
import org.qemu.functional.guest.image.GuestArchitecture;
import org.qemu.functional.settings.HarnessSettings;

/** Find the assets of the images that {@link WarmBoot} and {@link GuestScript} describe. */
final class AnnotatedImages implements ProvidesAssets.Finder {
    @Override
    public List<Asset> assetsOf(Annotation annotation) {
        String[] modules;
        String[] packages;
        if (annotation instanceof WarmBoot warm) {
            modules = warm.modules();
            packages = warm.packages();
        } else if (annotation instanceof GuestScript script) {
            modules = script.modules();
            packages = script.packages();
        } else {
            throw new IllegalArgumentException("'%s' describes no image".formatted(annotation));
        }
        return GuestArchitecture.underTest(HarnessSettings.current().environment()).stream()
                .map(GuestArchitecture::target)
                .flatMap(
                        target ->
                                GuestImage.linux(target)
                                        .withModules(modules)
                                        .withPackage(packages)
                                        .assets()
                                        .stream())
                .distinct()
                .toList();
    }
}
