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

/** Finds the assets in the static fields of a test class. */
public final class AssetFinder {
    private AssetFinder() {}

    /**
     * Return the assets in the static fields of a class and its superclasses, those of the topmost
     * class first, each once. All fields count, whatever their name and access. Besides assets and
     * {@linkplain AssetSource sources of assets}, they may contain arrays, collections and maps of
     * them. This initializes the classes.
     *
     * @throws IllegalStateException if a class cannot be initialized or read
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
                    // A field that its module does not open cannot be an asset of a test.
                    if (Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()
                            && field.trySetAccessible()) {
                        collect(field.get(null), assets);
                    }
                }
                new AssetAnnotationScanner(type, assets).lookAt(c);
            } catch (IllegalAccessException | LinkageError e) {
                throw new IllegalStateException(
                        "cannot find the assets of '%s' because the class cannot be initialized: %s"
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

    /** Does not descend further, because an array or a collection may contain itself. */
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
