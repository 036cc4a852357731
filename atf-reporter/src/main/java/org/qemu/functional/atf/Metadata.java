package org.qemu.functional.atf;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.qemu.functional.atf.internal.MetadataSyntax;

/** The metadata of a test case, by the keys of atf-test-case(4). Not thread-safe. */
public final class Metadata {
    private final Map<String, String> values = new TreeMap<>(MetadataSyntax.ORDER);

    /** Create empty metadata. */
    public Metadata() {}

    /**
     * Set a value and replace the previous one.
     *
     * @param key a key of atf-test-case(4), or one that begins with {@code X-}
     * @return this
     * @throws IllegalArgumentException if kyua would not accept the value
     */
    public Metadata set(String key, String value) {
        String line = MetadataSyntax.line(value);
        MetadataSyntax.check(key, line);
        values.put(key, line);
        return this;
    }

    /**
     * Add words to a list such as {@code require.progs}, without those that it has.
     *
     * @return this
     * @throws IllegalArgumentException if a word is empty or has white space, or kyua would not
     *     accept it
     */
    public Metadata add(String key, String... words) {
        Set<String> list = new LinkedHashSet<>();
        if (values.containsKey(key)) {
            list.addAll(Arrays.asList(values.get(key).split(" ")));
        }
        for (String word : words) {
            MetadataSyntax.checkWord(key, word);
            list.add(word);
        }
        return list.isEmpty() ? this : set(key, String.join(" ", list));
    }

    /** Return the values by key, in the order in which they are listed. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }
}
