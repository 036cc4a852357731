package org.qemu.functional.asset;

import java.util.List;

/** Something in a static field of a test class that is made of assets, such as a guest's image. */
@FunctionalInterface
public interface AssetSource {
    /**
     * Returns all assets that it takes to make it without a network. Which those are may itself be
     * written in an asset, which is then fetched by this; if that cannot be had now it is among
     * those returned, so that whoever asks comes to know why.
     */
    List<Asset> assets();
}
