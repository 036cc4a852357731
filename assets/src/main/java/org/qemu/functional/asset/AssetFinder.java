package org.qemu.functional.asset;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the assets that a test class names in its static fields. */
public final class AssetFinder {
    private AssetFinder() {}

    /**
     * Returns the assets in the static fields of a class and its superclasses, those of the topmost
     * first, each once. Fields count whatever their name and access; besides assets and {@linkplain
     * AssetSource what is made of assets} they may hold arrays, collections and maps of them. The
     * classes are initialised by this.
     *
     * @throws IllegalStateException if a class cannot be initialised or read
     */
    public static List<Asset> assetsOf(Class<?> type) {
        Deque<Class<?>> classes = new ArrayDeque<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            classes.push(c);
        }
        Set<Asset> assets = new LinkedHashSet<>();
        for (Class<?> c : classes) {
            try {
                for (Field field : c.getDeclaredFields()) {
                    // What a module keeps to itself cannot be an asset of a test.
                    if (Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()
                            && field.trySetAccessible()) {
                        collect(field.get(null), assets);
                    }
                }
                new AssetAnnotationScanner(assets).lookAt(c);
            } catch (IllegalAccessException | LinkageError e) {
                throw new IllegalStateException(
                        "cannot look for assets in '%s', as the class cannot be initialised: %s"
                                .formatted(c.getName(), rootOf(e)),
                        e);
            }
        }
        return List.copyOf(assets);
    }

    private static void collect(@Nullable Object value, Set<Asset> assets) {
        if (value instanceof Object[] array) {
            for (Object element : array) {
                collectOne(element, assets);
            }
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(element -> collectOne(element, assets));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(element -> collectOne(element, assets));
        } else {
            collectOne(value, assets);
        }
    }

    /** Goes no deeper, as an array or a collection may contain itself. */
    private static void collectOne(@Nullable Object value, Set<Asset> assets) {
        if (value instanceof Asset asset) {
            assets.add(asset);
        } else if (value instanceof AssetSource source) {
            assets.addAll(source.assets());
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
