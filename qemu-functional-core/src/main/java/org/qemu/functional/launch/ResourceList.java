package org.qemu.functional.launch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.qemu.functional.condition.internal.ResourceNeeds;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;

/**
 * Print what classes need of a host, for {@code --resources}: an object of JSON with one for each
 * class, by its name, with sizes in MiB, rounded up.
 */
final class ResourceList {
    private ResourceList() {}

    static String of(List<String> classes) throws UsageException {
        Set<String> names = classes.isEmpty() ? TestClasses.all() : new TreeSet<>(classes);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            Class<?> type = TestClasses.find(name);
            all.set(TestClasses.shortName(type), json(type));
        }
        return all.toPrettyString() + "\n";
    }

    private static ObjectNode json(Class<?> type) throws UsageException {
        ResourceNeeds needs;
        try {
            needs = ResourceNeeds.of(type);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("cores", needs.cores());
        node.put("memory", ResourceNeeds.mebibytes(needs.memory()));
        node.put("disk", ResourceNeeds.mebibytes(needs.disk()));
        node.put("kvm", needs.kvm());
        needs.hostArchitectures().forEach(node.putArray("hostArchitecture")::add);
        node.put("lockedMemory", ResourceNeeds.mebibytes(needs.lockedMemory()));
        return node;
    }
}
