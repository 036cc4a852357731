package org.qemu.functional.atf.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.qemu.functional.atf.AtfTestCase;
import org.qemu.functional.atf.KyuaVersion;

/** The list of a program's test cases, in the format of {@code application/X-atf-tp}, version 1. */
public final class TestCaseList {
    private static final String HEADER = "Content-Type: application/X-atf-tp; version=\"1\"\n\n";

    private TestCaseList() {}

    /** Return the test cases of classes. */
    public static List<AtfTestCase> of(List<Class<?>> classes) throws AtfError {
        List<AtfTestCase> cases = new ArrayList<>();
        AnnotatedMetadata annotations = new AnnotatedMetadata();
        try (Jupiter jupiter = new Jupiter()) {
            for (JUnitTestCase test : TestCaseCatalog.of(jupiter, classes).all()) {
                cases.add(new AtfTestCase(test.ident(), annotations.of(test).values()));
            }
        }
        if (cases.isEmpty()) {
            throw new AtfError(
                    "There is no test in %s"
                            .formatted(
                                    String.join(
                                            ", ", classes.stream().map(Class::getName).toList())));
        }
        return cases;
    }

    /** Return the text of {@code -l} with the keys that a version of kyua knows. */
    static String text(List<AtfTestCase> cases, KyuaVersion version) {
        List<String> blocks = new ArrayList<>();
        for (AtfTestCase test : cases) {
            StringBuilder block = new StringBuilder("ident: " + test.ident() + "\n");
            for (Map.Entry<String, String> value : test.metadata().entrySet()) {
                version.listedAs(value.getKey())
                        .ifPresent(
                                key ->
                                        block.append(key)
                                                .append(": ")
                                                .append(value.getValue())
                                                .append('\n'));
            }
            blocks.add(block.toString());
        }
        return HEADER + String.join("\n", blocks);
    }
}
