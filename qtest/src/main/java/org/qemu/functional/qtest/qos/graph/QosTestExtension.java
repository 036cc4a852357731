package org.qemu.functional.qtest.qos.graph;

import java.lang.reflect.Method;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.qemu.functional.TestContext;
import org.qemu.functional.parameter.TestAnnotations;

/** Run a {@link QosTest} once for each path. */
final class QosTestExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), QosTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        QosTest test = AnnotationSupport.findAnnotation(method, QosTest.class).orElseThrow();
        if (method.getParameterCount() == 0) {
            throw new ExtensionConfigurationException(
                    "'%s' has no parameter whose type is to be tested".formatted(method));
        }
        Class<?> wanted = method.getParameterTypes()[0];
        String architecture = TestContext.architecture(context);
        Pattern only = Pattern.compile(test.only());
        List<QosPath> paths =
                graph(context).paths(architecture, wanted).stream()
                        .filter(path -> only.matcher(path.toString()).find())
                        .toList();
        if (paths.isEmpty()) {
            return Stream.of(new SkippedInvocation(architecture, wanted, test.only()));
        }
        return paths.stream().map(path -> new PathInvocation(path, test));
    }

    private static QosGraph graph(ExtensionContext context) {
        QosGraph graph = QosGraph.standard();
        TestAnnotations.find(context, QosNodes.class).stream()
                .flatMap(nodes -> Stream.of(nodes.value()))
                .map(part -> ReflectionSupport.newInstance(part))
                .forEach(part -> part.addTo(graph));
        return graph;
    }
}
