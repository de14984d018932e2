package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.AlterOutcome;
import dev.tidemark.broker.controller.AlteredResource;
import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.controller.SettingChange;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What AlterConfigs and IncrementalAlterConfigs have in common: refuses what is wrong with a request in itself, hands the rest to the
 * controller, and puts the outcomes together in the order of the request. Confined to one request.
 */
final class ResourceChecks {

    /** One change as the wire has it. */
    record Change(String name, byte op, @Nullable String value) {}

    private record Key(byte type, String name) {}

    /** Makes the answer for one resource, in the form of the API that was asked. */
    @FunctionalInterface
    interface Answer<R> {
        R of(short error, @Nullable String message, byte type, String name);
    }

    private final List<Key> asked = new ArrayList<>();
    private final List<@Nullable AlterOutcome> refused = new ArrayList<>();
    private final List<AlteredResource> wanted = new ArrayList<>();
    private final Map<Key, Integer> places = new HashMap<>();

    /** Takes the next resource. */
    void add(byte type, String name, List<Change> changes, boolean wholly) {
        ConfigResource.Type known = ConfigResource.Type.of(type);
        Key key = new Key(type, name);
        asked.add(key);
        Integer before = places.putIfAbsent(key, refused.size());
        String problem = known == null ? "there is no resource type " + type
                : before != null ? "the request names the resource more than once" : problem(changes);
        if (before != null && refused.get(before) == null) {
            wanted.removeIf(other -> known == other.resource().type() && name.equals(other.resource().name()));
            refused.set(before, invalid("the request names the resource more than once"));
        }
        if (problem == null && known != null) {
            refused.add(null);
            wanted.add(new AlteredResource(new ConfigResource(known, name), changes.stream()
                    .map(change -> new SettingChange(change.name,
                            Invariants.present(SettingChange.Op.of(change.op), "a checked operation"), change.value))
                    .toList(), wholly));
        } else {
            refused.add(invalid(String.valueOf(problem)));
        }
    }

    /** Has done, or only validated, what can be; one answer per resource. */
    <R> CompletionStage<List<R>> alter(Controller controller, boolean validateOnly, Answer<R> answer) {
        return controller.alterSettings(wanted, validateOnly).thenApply(outcomes -> {
            List<R> answers = new ArrayList<>(refused.size());
            int next = 0;
            for (int i = 0; i < refused.size(); i++) {
                AlterOutcome refusal = refused.get(i);
                AlterOutcome outcome = refusal != null ? refusal : outcomes.get(next++);
                Key resource = asked.get(i);
                answers.add(answer.of(outcome.error().code(), outcome.message(), resource.type, resource.name));
            }
            return answers;
        });
    }

    private static @Nullable String problem(List<Change> changes) {
        Set<String> seen = new HashSet<>();
        Set<String> without = new TreeSet<>();
        for (Change change : changes) {
            SettingChange.Op op = SettingChange.Op.of(change.op);
            if (op == null) {
                return "there is no operation " + change.op + "; 0 sets, 1 deletes, 2 appends, 3 subtracts";
            }
            if (!seen.add(change.name)) {
                return "the request names '" + change.name + "' more than once for the resource";
            }
            if (op != SettingChange.Op.DELETE && change.value == null) {
                without.add(change.name);
            }
        }
        return without.isEmpty() ? null : "a value is missing for " + String.join(", ", without);
    }

    private static AlterOutcome invalid(String problem) {
        return new AlterOutcome(ErrorCode.INVALID_REQUEST, problem);
    }
}
