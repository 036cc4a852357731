package org.qemu.functional.asset;

import java.util.List;

/** Something in a static field of a test class that is made from assets, such as a guest image. */
@FunctionalInterface
public interface AssetSource {
    /**
     * Return all assets that are needed to make it without a network. If their list is itself
     * stored in an asset, this method downloads that asset; if it is not available now, it is among
     * those returned, so that the caller learns the reason.
     */
    List<Asset> assets();
}
