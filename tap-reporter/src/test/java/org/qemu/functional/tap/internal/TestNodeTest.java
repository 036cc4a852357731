package org.qemu.functional.tap.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.launcher.TestIdentifier;

class TestNodeTest {
    private static final UniqueId ROOT = UniqueId.forEngine("engine");

    private final TestNode container = node(ROOT, TestDescriptor.Type.CONTAINER, null);
    private final TestNode first =
            node(ROOT.append("test", "first"), TestDescriptor.Type.TEST, container);
    private final TestNode second =
            node(ROOT.append("test", "second"), TestDescriptor.Type.TEST, container);

    private static TestNode node(UniqueId id, TestDescriptor.Type type, @Nullable TestNode parent) {
        return new TestNode(
                TestIdentifier.from(
                        new AbstractTestDescriptor(id, id.toString()) {
                            @Override
                            public TestDescriptor.Type getType() {
                                return type;
                            }
                        }),
                parent,
                true);
    }

    private static void start(TestNode node, long now) {
        node.start(Thread.currentThread(), now);
    }

    @Test
    void durationOfContainerIsThatOfItsHooks() {
        start(container, 100);
        start(first, 110);
        first.end(130);
        start(second, 131);
        second.end(150);
        container.end(157);

        assertThat(first.duration(130)).isEqualTo(20);
        assertThat(container.duration(157)).isEqualTo(17);
    }

    @Test
    void durationOfContainerLeavesOutChildrenThatRunAtOnce() {
        start(container, 100);
        start(first, 100);
        start(second, 112);
        first.end(120);
        second.end(130);
        container.end(140);

        assertThat(container.duration(140)).isEqualTo(10);
    }

    @Test
    void durationOfContainerWhoseSetUpFailedIsThatOfTheSetUp() {
        start(container, 100);
        container.end(107);

        assertThat(container.duration(107)).isEqualTo(7);
        assertThat(first.duration(107)).isZero();
    }
}
