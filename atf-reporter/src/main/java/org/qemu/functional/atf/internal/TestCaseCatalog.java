package org.qemu.functional.atf.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The test cases of some classes.
 *
 * <p>Parameterized, repeated and dynamic tests become known only when JUnit runs the methods that
 * supply them, so that listing runs those, but neither tests nor set-up methods.
 */
public final class TestCaseCatalog {
    private static final Set<String> TEMPLATES =
            Set.of("test-template", "test-factory", "class-template", "nested-class-template");
    private static final Pattern INVOCATION = Pattern.compile("\\[([1-9]\\d{0,8})]");

    private final Jupiter jupiter;
    private final List<JUnitTestCase> tests = new ArrayList<>();
    private final List<JUnitTestCase> templates = new ArrayList<>();

    private TestCaseCatalog(Jupiter jupiter) {
        this.jupiter = jupiter;
    }

    /** Find the tests of classes and the templates of further tests. */
    static TestCaseCatalog of(Jupiter jupiter, List<Class<?>> classes) throws AtfError {
        TestCaseCatalog catalog = new TestCaseCatalog(jupiter);
        for (Class<?> type : classes) {
            // With one class, its name is that of the program.
            catalog.add(type, classes.size() == 1 ? "" : type.getSimpleName() + ".");
        }
        requireDistinct(catalog.tests, catalog.templates);
        return catalog;
    }

    /** Return all test cases in the order of JUnit's plan, each class's by name. */
    List<JUnitTestCase> all() throws AtfError {
        List<JUnitTestCase> all = new ArrayList<>(tests);
        for (JUnitTestCase template : templates) {
            all.addAll(expand(template));
        }
        requireDistinct(all, List.of());
        all.sort(Comparator.comparing(JUnitTestCase::ident, TestCaseCatalog::compare));
        return all;
    }

    /** Return the test case with this name, or nothing if there is none. */
    Optional<JUnitTestCase> find(String ident) throws AtfError {
        Optional<JUnitTestCase> known =
                tests.stream().filter(test -> test.ident().equals(ident)).findFirst();
        if (known.isPresent()) {
            return known;
        }
        for (JUnitTestCase template : templates) {
            if (template.ident().equals(ident)) {
                return Optional.of(template);
            }
            if (ident.startsWith(template.ident() + "[")) {
                return invocation(template, ident);
            }
        }
        return Optional.empty();
    }

    private Optional<JUnitTestCase> invocation(JUnitTestCase template, String ident)
            throws AtfError {
        String rest = ident.substring(template.ident().length());
        if (template.id().getLastSegment().getType().equals("test-template")) {
            // The number of an invocation is enough; JUnit runs no other.
            var number = INVOCATION.matcher(rest);
            return number.matches()
                    ? Optional.of(
                            new JUnitTestCase(
                                    ident,
                                    template.id()
                                            .append(
                                                    "test-template-invocation",
                                                    "#" + number.group(1)),
                                    template.testClass(),
                                    template.method(),
                                    ""))
                    : Optional.empty();
        }
        return expand(template).stream().filter(test -> test.ident().equals(ident)).findFirst();
    }

    private void add(Class<?> type, String prefix) {
        TestPlan plan = jupiter.launcher().discover(jupiter.request(List.of(selectClass(type))));
        for (TestIdentifier root : plan.getRoots()) {
            plan.getChildren(root).forEach(child -> add(plan, child, type, prefix));
        }
    }

    private void add(TestPlan plan, TestIdentifier found, Class<?> container, String prefix) {
        Class<?> type = JUnitTestCase.classOf(found.getSource(), container);
        if (TEMPLATES.contains(found.getUniqueIdObject().getLastSegment().getType())) {
            templates.add(testCase(found, type, prefix));
        } else if (found.isTest()) {
            tests.add(testCase(found, type, prefix));
        } else {
            plan.getChildren(found).forEach(child -> add(plan, child, type, prefix));
        }
    }

    private static JUnitTestCase testCase(TestIdentifier found, Class<?> container, String prefix) {
        Optional<Method> method = JUnitTestCase.methodOf(found.getSource());
        UniqueId id = found.getUniqueIdObject();
        String name = found.getDisplayName();
        boolean isDefault =
                method.filter(one -> name.startsWith(one.getName() + "(") && name.endsWith(")"))
                        .isPresent();
        return new JUnitTestCase(
                Identifiers.of(id, prefix),
                id,
                JUnitTestCase.classOf(found.getSource(), container),
                method,
                isDefault ? "" : name);
    }

    /**
     * Return the tests of a template, or the template itself if they cannot be found out: then it
     * is a test case that fails or is skipped as a whole.
     */
    private List<JUnitTestCase> expand(JUnitTestCase template) {
        String prefix =
                template.ident()
                        .substring(
                                0,
                                template.ident().length()
                                        - Identifiers.of(template.id(), "").length());
        List<JUnitTestCase> found = Collections.synchronizedList(new ArrayList<>());
        jupiter.launcher()
                .execute(
                        jupiter.expansion(List.of(selectUniqueId(template.id()))),
                        new TestExecutionListener() {
                            @Override
                            public void dynamicTestRegistered(TestIdentifier test) {
                                if (test.isTest()) {
                                    found.add(testCase(test, template, prefix));
                                }
                            }
                        });
        return found.isEmpty() ? List.of(template) : List.copyOf(found);
    }

    /** Return a test of a template; a dynamic test without a source has that of its factory. */
    private static JUnitTestCase testCase(
            TestIdentifier found, JUnitTestCase template, String prefix) {
        JUnitTestCase test = testCase(found, template.testClass(), prefix);
        return new JUnitTestCase(
                test.ident(),
                test.id(),
                test.method().isPresent() ? test.testClass() : template.testClass(),
                test.method().or(template::method),
                test.displayName());
    }

    private static void requireDistinct(List<JUnitTestCase> tests, List<JUnitTestCase> templates)
            throws AtfError {
        Map<String, JUnitTestCase> seen = new HashMap<>();
        List<JUnitTestCase> all = new ArrayList<>(tests);
        all.addAll(templates);
        for (JUnitTestCase test : all) {
            JUnitTestCase other = seen.put(test.ident(), test);
            if (other != null) {
                throw new AtfError(
                        "Two test cases have the name `%s': %s and %s; rename one of them"
                                .formatted(test.ident(), source(other), source(test)));
            }
        }
    }

    private static String source(JUnitTestCase test) {
        return test.method().map(method -> method.toString()).orElseGet(() -> test.id().toString());
    }

    /** Compare names so that {@code boots[2]} comes before {@code boots[10]}. */
    private static int compare(String a, String b) {
        return padded(a).compareTo(padded(b));
    }

    private static String padded(String ident) {
        return INVOCATION
                .matcher(ident)
                .replaceAll(number -> "[%09d]".formatted(Integer.parseInt(number.group(1))));
    }
}
