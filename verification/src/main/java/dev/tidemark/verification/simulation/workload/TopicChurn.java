package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.history.Recorder;
import dev.tidemark.verification.simulation.workload.plan.AdminChurnPlan;
import dev.tidemark.verification.simulation.workload.plan.AdminStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An operator who changes topics as a plan says, one step after another, and gives the names of deleted topics to new ones at once. Runs on its client's
 * loop.
 */
public final class TopicChurn {

    private static final int PATIENCE_MS = 600_000;
    private static final int RETRY_MS = 300;

    private final SimWorld world;
    private final SimClient client;
    private final AdminChurnPlan plan;
    private final int gapMsMax;
    private final Recorder recorder;
    private final SplittableRandom random;
    private final Admin admin;
    private final Map<String, ChurnedTopic> present = new TreeMap<>();
    private final List<ChurnedTopic> all = new ArrayList<>();
    private final List<String> freeNames = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private int names;
    private int renewed;
    private boolean resting;
    private boolean working;

    /** @param gapMsMax longest time between two steps */
    public TopicChurn(SimWorld world, AdminChurnPlan plan, int gapMsMax, Recorder recorder) {
        this.world = world;
        this.client = world.client("operator");
        this.plan = plan;
        this.gapMsMax = gapMsMax;
        this.recorder = recorder;
        this.random = world.scheduler().seed().stream("pace of operator");
        Config config = client.config(Map.of("request.timeout.ms", "4000"));
        this.admin = new Admin(client.environment(), NetworkSettings.of(config), PATIENCE_MS);
    }

    /** Begins. */
    public void start() {
        client.run(this::next);
    }

    /** Changes nothing more, once the step of the moment is done. */
    public void rest() {
        client.run(() -> resting = true);
    }

    /** Whether it changes nothing more. */
    public boolean idle() {
        return resting && !working;
    }

    /** All topics that ever were. */
    public List<ChurnedTopic> topics() {
        return List.copyOf(all);
    }

    /** How many had the name of one before. */
    public int renewed() {
        return renewed;
    }

    /** What the broker refused, though it was possible. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    private void next() {
        working = false;
        if (!resting) {
            working = true;
            client.loop().schedule(random.nextInt(gapMsMax + 1), () -> carryOut(plan.next()));
        }
    }

    private void carryOut(AdminStep step) {
        if (step instanceof AdminStep.CreateTopic create) {
            create(create, freeNames.isEmpty() ? "churned-" + names++ : freeNames.removeFirst());
            return;
        }
        ChurnedTopic topic = Invariants.present(present.get(step.topic()), "a topic that the plan created");
        switch (step) {
            case AdminStep.CreateTopic create -> throw Invariants.failure("it was created above");
            case AdminStep.DeleteTopic delete -> {
                present.remove(delete.topic());
                topic.deleting();
                remove(topic.name(), () -> {
                    topic.gone();
                    freeNames.add(topic.name());
                    next();
                });
            }
            case AdminStep.AddPartitions add -> answered(admin.createPartitions(Map.of(topic.name(), add.partitions())),
                    topic.name(), step, outcome -> {
                        // one that was answered too late is done when it is asked for again
                        if (outcome.done() || outcome.error() == ErrorCode.INVALID_PARTITIONS) {
                            topic.grown(add.partitions());
                        } else {
                            refused(step, outcome);
                        }
                        next();
                    });
            case AdminStep.AlterConfig alter -> alter(topic.name(), alter);
            case AdminStep.DeleteRecords delete -> deleteRecords(topic, delete);
        }
    }

    private void create(AdminStep.CreateTopic step, String name) {
        Map<String, String> configs = step.compacted()
                ? Map.of("cleanup.policy", "compact", "segment.ms", "3000", "min.cleanable.dirty.ratio", "0.01")
                : Map.of();
        answered(admin.createTopics(List.of(new NewTopic(name, step.partitions(), -1, configs))), name, step,
                outcome -> {
                    if (outcome.done()) {
                        int life = all.size();
                        renewed += all.stream().anyMatch(before -> before.name().equals(name)) ? 1 : 0;
                        ChurnedTopic topic = new ChurnedTopic(world, life, name, step.topic(), step.partitions(),
                                step.compacted(), recorder);
                        all.add(topic);
                        present.put(step.topic(), topic);
                        next();
                    } else if (outcome.error() == ErrorCode.TOPIC_ALREADY_EXISTS) {
                        // its own, of which it was not told, or what a late copy made; nobody knows of it yet
                        remove(name, () -> create(step, name));
                    } else {
                        refused(step, outcome);
                        client.loop().schedule(RETRY_MS, () -> create(step, name));
                    }
                });
    }

    private void remove(String name, Runnable then) {
        answered(admin.deleteTopics(List.of(name)), name, "delete " + name, outcome -> {
            if (outcome.done() || outcome.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
                then.run();
            } else {
                client.loop().schedule(RETRY_MS, () -> remove(name, then));
            }
        });
    }

    private void alter(String name, AdminStep.AlterConfig step) {
        then(admin.alterTopicConfig(name, Map.of(step.key(), step.value())), outcome -> {
            if (outcome != null && !outcome.done()) {
                refused(step, outcome);
            }
            next();
        });
    }

    private void deleteRecords(ChurnedTopic topic, AdminStep.DeleteRecords step) {
        TopicPartition partition = new TopicPartition(topic.name(), step.partition());
        then(admin.listOffsets(Map.of(partition, -2L), false), start -> then(
                admin.listOffsets(Map.of(partition, -1L), false), end -> {
                    if (start == null || end == null) {
                        next();
                        return;
                    }
                    long from = start.getOrDefault(partition, 0L);
                    long before = from + (long) (step.share() * (end.getOrDefault(partition, from) - from));
                    topic.deletingBefore(partition, before);
                    then(admin.deleteRecords(Map.of(partition, before)), starts -> next());
                }));
    }

    /** A full disk may refuse whatever it has no room for, and what a slow one takes long for goes on behind an answer that says so. */
    private void refused(Object step, AdminOutcome outcome) {
        if (outcome.error() != ErrorCode.KAFKA_STORAGE_ERROR && outcome.error() != ErrorCode.REQUEST_TIMED_OUT) {
            refusals.add(step + " was refused: " + outcome);
        }
    }

    private void answered(CompletionStage<Map<String, AdminOutcome>> stage, String name, Object step,
            Consumer<AdminOutcome> next) {
        then(stage, outcomes -> {
            AdminOutcome outcome = outcomes == null ? null : outcomes.get(name);
            next.accept(outcome == null ? new AdminOutcome(ErrorCode.UNKNOWN_SERVER_ERROR, step + ": no answer")
                    : outcome);
        });
    }

    /** A stage swallows what its callbacks throw; here it is the client's failure. */
    private <T> void then(CompletionStage<T> stage, Consumer<@Nullable T> next) {
        stage.whenComplete((value, failure) -> client.run(() -> next.accept(failure == null ? value : null)));
    }
}
