package dev.tidemark.streams.runtime.restore;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.state.Admission;
import dev.tidemark.state.ChangelogFacts;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.TaskStores;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.streams.runtime.AppTopics;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.read.PartitionReads;
import dev.tidemark.streams.runtime.task.ChangelogPositions;
import dev.tidemark.streams.runtime.task.StoreDeclarations;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.runtime.task.TaskOutput;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens tasks where their last commit left them; run by the worker's loop. The order matters (the worker has already
 * initialised its transactional ids, which ended what this process left open):
 *
 * <ol>
 * <li>the group's offsets, read stable: no transaction of a former owner is pending on them any more;
 * <li>the ends of the changelogs, read <em>uncommitted</em>: whatever a former owner committed lies before them;
 * <li>the changelogs, read <em>committed</em>, from the stores' positions up to those ends;
 * <li>the task.
 * </ol>
 *
 * <p>Says every ten seconds how far each store is, with rate and time left, also when nothing comes.
 */
public final class Takeover implements TaskOpening {

    /** Changelogs are read on a connection of their own, so that no running task waits for it. */
    public static final Lane RESTORE = new Lane("restore");

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final long PROGRESS_EVERY_MS = 10_000;
    private static final long ANSWER_TIMEOUT_MS = 120_000;
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;

    private final Cluster cluster;
    private final OffsetReads offsets;
    private final PartitionReads changelogReads;
    private final AppTopics topics;
    private final TaskStoresFactory factory;
    private final TaskOutput output;
    private final ChangelogPositions positions;
    private final Clock clock;
    private final Supplier<CompletionStage<Guarantee>> guarantee;
    private final int recordsPerCall;
    private final Set<StoreReplay> underWay = new LinkedHashSet<>();
    private boolean telling;

    /** @param guarantee what the commits of a task owe that is opened now */
    public Takeover(Cluster cluster, OffsetReads offsets, PartitionReads changelogReads, AppTopics topics,
            TaskStoresFactory factory, TaskOutput output, ChangelogPositions positions,
            Supplier<CompletionStage<Guarantee>> guarantee, Clock clock, int recordsPerCall) {
        this.cluster = cluster;
        this.offsets = offsets;
        this.changelogReads = changelogReads;
        this.topics = topics;
        this.factory = factory;
        this.output = output;
        this.positions = positions;
        this.guarantee = guarantee;
        this.clock = clock;
        this.recordsPerCall = recordsPerCall;
    }

    @Override
    public List<RestoreProgress> restoring() {
        return underWay.stream().map(StoreReplay::progress).toList();
    }

    @Override
    public CompletionStage<StreamTask> open(TaskId task) {
        connectAhead(task);
        CompletionStage<Map<TopicPartition, OffsetAndMetadata>> asked = offsets.of(topics.map().inputs(task), true,
                ANSWER_TIMEOUT_MS);
        TaskStores stores;
        try { // while the answer is on its way: a new database takes as long as some answers
            stores = factory.open(task.toString(), StoreDeclarations.of(subTopology(task)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return asked.thenCompose(committed -> beginnings(task, committed))
                .thenCompose(begun -> filled(task, stores)
                        .thenCompose(filled -> filled ? open(task, stores, begun)
                                : CompletableFuture.<@Nullable StreamTask>completedFuture(null)))
                .whenComplete((opened, _) -> {
                    if (opened == null) {
                        stores.close();
                    }
                })
                .thenCompose(opened -> opened == null ? again(task) : CompletableFuture.completedFuture(opened));
    }

    /** An input that was never committed begins at its log's start, which is not always zero. */
    private CompletionStage<Map<TopicPartition, OffsetAndMetadata>> beginnings(TaskId task,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> missing = new TreeMap<>();
        for (TopicPartition input : topics.map().inputs(task)) {
            if (!committed.containsKey(input)) {
                missing.put(input, EARLIEST);
            }
        }
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(committed);
        }
        return OffsetQuestions.ask(cluster, missing, false, ANSWER_TIMEOUT_MS).thenApply(starts -> {
            Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(committed);
            starts.forEach((input, start) -> all.put(input, OffsetAndMetadata.of(start.offset())));
            return all;
        });
    }

    /** Brings the stores up to the ends of their changelogs; false if one was trimmed meanwhile. */
    private CompletionStage<Boolean> filled(TaskId task, TaskStores stores) {
        Set<TopicPartition> changelogs = changelogs(task);
        if (changelogs.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        Map<TopicPartition, Long> ends = new TreeMap<>();
        Map<TopicPartition, Long> starts = new TreeMap<>();
        changelogs.forEach(changelog -> {
            ends.put(changelog, LATEST);
            starts.put(changelog, EARLIEST);
        });
        CompletableFuture<Map<TopicPartition, OffsetQuestions.Answer>> end = OffsetQuestions.ask(cluster, ends, false,
                ANSWER_TIMEOUT_MS);
        return OffsetQuestions.ask(cluster, starts, false, ANSWER_TIMEOUT_MS)
                .thenCompose(start -> end.thenCompose(known -> restored(task, stores, start, known)));
    }

    private CompletionStage<Boolean> restored(TaskId task, TaskStores stores,
            Map<TopicPartition, OffsetQuestions.Answer> starts, Map<TopicPartition, OffsetQuestions.Answer> ends) {
        List<CompletableFuture<Boolean>> restores = new ArrayList<>();
        subTopology(task).changelogs().forEach((store, topic) -> {
            TopicPartition changelog = new TopicPartition(topic, task.partition());
            restores.add(restore(task, stores, store, changelog, offset(starts, changelog), offset(ends, changelog)));
        });
        return CompletableFuture.allOf(restores.toArray(CompletableFuture[]::new))
                .thenApply(_ -> restores.stream().allMatch(CompletableFuture::join));
    }

    /** What the task reads and writes first, while its offsets are asked for. */
    private void connectAhead(TaskId task) {
        Set<TopicPartition> changelogs = changelogs(task);
        cluster.connectAhead(changelogs, RESTORE);
        cluster.connectAhead(topics.map().inputs(task), Lane.FETCH);
        cluster.connectAhead(changelogs, Lane.PRODUCE);
    }

    private Set<TopicPartition> changelogs(TaskId task) {
        Set<TopicPartition> changelogs = new TreeSet<>();
        subTopology(task).changelogs()
                .values()
                .forEach(topic -> changelogs.add(new TopicPartition(topic, task.partition())));
        return changelogs;
    }

    /** Its owner trims a changelog while we read it: it is not ours alone yet, or was not a moment ago. */
    private CompletionStage<StreamTask> again(TaskId task) {
        LOG.info("task {}: a changelog was trimmed while it was read; the task is opened again", task);
        return open(task);
    }

    private SubTopology subTopology(TaskId task) {
        return topics.map().topology().subTopologies().get(task.subTopology());
    }

    private CompletableFuture<Boolean> restore(TaskId task, TaskStores stores, String store, TopicPartition changelog,
            long start, long end) {
        ChangelogFacts facts = new ChangelogFacts(topics.id(changelog.topic()), changelog.partition(), start, end,
                ChangelogFacts.UNKNOWN, StorePosition.TOMBSTONES_KEPT_MS);
        long from = switch (stores.admit(store, facts)) {
            case Admission.Usable(StorePosition position) -> position.offset();
            case Admission.Rebuild(var reason) -> {
                if (end > start) {
                    LOG.info("task {}: store '{}' is filled from its changelog: {}", task, store, reason.text());
                }
                yield start;
            }
        };
        StoreReplay replay = new StoreReplay(task.toString(), store, changelog,
                facts.topicId(), stores.restore(store), from, end, clock);
        underWay.add(replay);
        if (from >= end) {
            replay.nothingToRead();
        } else {
            changelogReads.start(changelog, from, replay);
            tellSoon();
        }
        return replay.done().whenComplete((_, _) -> {
            underWay.remove(replay);
            changelogReads.stop(changelog);
        });
    }

    private void tellSoon() {
        if (!telling) {
            telling = true;
            cluster.loop().schedule(PROGRESS_EVERY_MS, () -> {
                telling = false;
                underWay.forEach(replay -> LOG.info("restoring: {}", replay.progress()));
                if (!underWay.isEmpty()) {
                    tellSoon();
                }
            });
        }
    }

    private CompletionStage<@Nullable StreamTask> open(TaskId task, TaskStores stores,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        return guarantee.get()
                .thenApply(owed -> StreamTask.open(task, topics.map().topology(), topics.map().counts(), stores,
                        output, positions, committed, owed, clock, recordsPerCall));
    }

    private static long offset(Map<TopicPartition, OffsetQuestions.Answer> answers, TopicPartition partition) {
        return Invariants.present(answers.get(partition), "offset of " + partition).offset();
    }
}
