package org.qemu.functional.tap.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The tests and containers of a run: those of the test plan and those registered during the run.
 */
public final class NodeTree {

    private final Map<UniqueId, TestNode> nodes = new LinkedHashMap<>();
    private final List<TestNode> roots = new ArrayList<>();

    /** Create an empty tree. */
    public NodeTree() {}

    /**
     * Create the tree of a plan that has not started; no other thread must use the plan in the
     * meantime.
     */
    static NodeTree of(TestPlan plan) {
        ClassHooks hooks =
                new ClassHooks(
                        plan.getConfigurationParameters()
                                .get("junit.jupiter.testinstance.lifecycle.default"));
        NodeTree tree = new NodeTree();
        for (TestIdentifier root : plan.getRoots()) {
            tree.add(root, false);
            plan.getDescendants(root)
                    .forEach(identifier -> tree.add(identifier, mayFail(identifier, hooks)));
        }
        return tree;
    }

    /** Add a node that a running container has registered. */
    void addDynamic(TestIdentifier identifier) {
        add(identifier, false);
    }

    Optional<TestNode> find(TestIdentifier identifier) {
        return Optional.ofNullable(nodes.get(identifier.getUniqueIdObject()));
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Return all nodes, each before its children. */
    public Stream<TestNode> all() {
        return roots.stream().flatMap(root -> Stream.concat(Stream.of(root), root.descendants()));
    }

    private void add(TestIdentifier identifier, boolean mayFailItself) {
        @Nullable TestNode parent = identifier.getParentIdObject().map(nodes::get).orElse(null);
        TestNode node = new TestNode(identifier, parent, mayFailItself);
        nodes.put(identifier.getUniqueIdObject(), node);
        if (parent == null) {
            roots.add(node);
        }
    }

    private static boolean mayFail(TestIdentifier identifier, ClassHooks hooks) {
        try {
            return identifier.getSource().orElse(null) instanceof ClassSource source
                    && hooks.mayFail(source.getJavaClass());
        } catch (JUnitException e) {
            // Another engine may report classes that cannot be loaded; they have no hooks of
            // Jupiter.
            return false;
        }
    }
}
