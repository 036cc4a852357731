package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AssetFinderTest {
    @Test
    void findsAssetsInAllStaticFields() {
        assertThat(AssetFinder.assetsOf(Child.class))
                .extracting(Asset::url)
                .containsExactlyInAnyOrder(
                        "http://localhost/parent",
                        "http://localhost/child",
                        "http://localhost/array",
                        "http://localhost/list",
                        "http://localhost/map",
                        "http://localhost/source",
                        "http://localhost/listed-source");
        assertThat(AssetFinder.assetsOf(Child.class).get(0).url())
                .isEqualTo("http://localhost/parent");
    }

    @Test
    void reportsAClassThatCannotBeInitialised() {
        for (int i = 0; i < 2; i++) { // the second time, the JVM reports another error
            assertThatIllegalStateException()
                    .isThrownBy(() -> AssetFinder.assetsOf(Broken.class))
                    .withMessageContaining("'" + Broken.class.getName() + "'")
                    .withMessageContaining("'abc' is not a hash");
        }
    }

    static Asset asset(String name) {
        return Asset.of("http://localhost/" + name, "0".repeat(64));
    }

    static class Parent {
        private static final Asset KERNEL = asset("parent");
        private final Asset instance = asset("instance");

        @Override
        public String toString() {
            return KERNEL.toString() + instance;
        }
    }

    static class Child extends Parent {
        static final Asset child = asset("child");
        static final Asset[] ARRAY = {asset("array"), child, null};
        static final List<Asset> LIST = Arrays.asList(asset("list"), null);
        static final Map<String, Asset> MAP = Map.of("key", asset("map"));
        static final AssetSource SOURCE = () -> List.of(asset("source"), child);
        static final List<AssetSource> SOURCES = List.of(() -> List.of(asset("listed-source")));
        static final int NUMBER = 1;
        static final Object[] ITSELF = new Object[1];

        static {
            ITSELF[0] = ITSELF;
        }
    }

    static class Broken {
        static final Asset ASSET = Asset.of("http://localhost/x", "abc");
    }
}
