package org.qemu.functional.debug.internal;

/**
 * A test as launchers select it.
 *
 * @param type the full name of its class, with {@code $} before the name of a nested one
 * @param method the name of its method; "" for all tests of the class
 * @param parameters the full names of the types of its parameters, separated by commas
 */
public record SelectedTest(String type, String method, String parameters) {
    /** Parse {@code <class>} or {@code <class>#<method>}. */
    static SelectedTest of(String selector) {
        int hash = selector.indexOf('#');
        return hash < 0
                ? new SelectedTest(selector, "", "")
                : new SelectedTest(selector.substring(0, hash), selector.substring(hash + 1), "");
    }

    /** Return {@code <class>#<method>}, or only the class. */
    public String selector() {
        return method("#");
    }

    /** Return the class and the method with a separator, or only the class. */
    String method(String separator) {
        return method.isEmpty() ? type : type + separator + method;
    }
}
