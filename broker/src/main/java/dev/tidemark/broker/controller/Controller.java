package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.metadata.ImageBuilder;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.MetadataRecord.BrokerStarted;
import dev.tidemark.broker.metadata.MetadataRecord.ControllerStarted;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.quorum.MetadataQuorum;
import dev.tidemark.broker.quorum.MetadataSnapshot;
import dev.tidemark.broker.txn.ProducerIdBlocks;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Changes the cluster's metadata. Its state is confined to the control loop; its commands may be called from any thread and complete on the
 * control loop, after the change is durable and every {@code MetadataListener} heard of it.
 *
 * <p>At most one batch is with the quorum. Commands that come meanwhile wait and share the next one, each decided against what the ones
 * before it lead to; so nothing speculative outlives a batch, and an unknown outcome costs no reload: the controller resigns, refuses all, and
 * the image holds committed facts alone. A batch that the disk has no room for is refused with all that was decided in it, and the controller
 * leads on.
 */
public final class Controller implements ProducerIdBlocks {

    private static final long BATCHES_BETWEEN_SNAPSHOTS = 1_000;
    private static final int RECORDS_PER_BATCH = 10_000;

    /** A command that waits for its turn. */
    private static final class Command<R> {
        private final Function<ClusterImage, Decision<R>> decide;
        private final CompletableFuture<R> reply = new CompletableFuture<>();
        private @Nullable Decision<R> decision;

        Command(Function<ClusterImage, Decision<R>> decide) {
            this.decide = decide;
        }

        List<MetadataRecord> decideOn(ClusterImage image) {
            Decision<R> decided = decide.apply(image);
            decision = decided;
            return decided.records();
        }

        void done() {
            reply.complete(Invariants.present(decision, "a decision").reply());
        }
    }

    private final EventLoop loop;
    private final MetadataQuorum quorum;
    private final ClusterImages images;
    private final MetadataState state;
    private final TopicCreation creation;
    private final SettingsAlteration settings;
    private final ArrayDeque<Command<?>> waiting = new ArrayDeque<>();
    private int epoch = -1;
    private boolean leading;
    private boolean committing;

    /**
     * @param configs the broker's, for defaults of topics and groups
     * @param random for topic ids; used on the control loop only
     */
    public Controller(EventLoop loop, MetadataQuorum quorum, ClusterImages images, BrokerConfigs configs,
            RandomGenerator random) {
        this.loop = loop;
        this.quorum = quorum;
        this.images = images;
        this.state = new MetadataState(images);
        this.creation = new TopicCreation(configs, random);
        this.settings = new SettingsAlteration(configs);
    }

    /** Reads what was committed before and waits for leadership. The image is there when the stage completes, without this start in it. */
    public CompletionStage<Void> load() {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        loop.executeOrRun(() -> {
            try {
                quorum.start(listener()).whenComplete((nothing, failed) -> {
                    if (failed != null) {
                        loaded.completeExceptionally(failed);
                    } else {
                        state.publish();
                        loaded.complete(null);
                    }
                });
            } catch (RuntimeException failed) {
                loaded.completeExceptionally(failed);
            }
        });
        return loaded;
    }

    /** The broker epoch that {@link #register} gives a broker under an image: the offset of its registration. */
    public static long nextBrokerEpoch(ClusterImage image) {
        return image.offset() + 1;
    }

    /**
     * Takes over as controller, in an epoch of its own, and registers this broker's start: one batch. A new cluster gets its feature levels
     * with it.
     */
    public CompletionStage<Void> register(int nodeId, List<Endpoint> endpoints, @Nullable String rack) {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        loop.executeOrRun(() -> {
            Invariants.check(leading && !committing, "a node registers once, when it leads");
            ClusterImage image = images.current();
            List<MetadataRecord> records = new ArrayList<>();
            records.add(new ControllerStarted(nodeId, epoch));
            if (image.features().isEmpty()) {
                records.addAll(Features.initial());
            }
            records.add(new BrokerStarted(nodeId, nextBrokerEpoch(image), endpoints, rack));
            propose(records, () -> registered.complete(null), failed -> registered.completeExceptionally(
                    failed instanceof UndecidedException full ? noRoomToStart(full) : failed));
        });
        return registered;
    }

    private static TidemarkException noRoomToStart(UndecidedException full) {
        return new TidemarkException(FailureCode.DISK_FULL, "the broker cannot take over", "the metadata log",
                full.text(), "make room on its disk, then start the broker again");
    }

    /** Creates topics, or only says whether it would. Outcomes are in the order of the topics. */
    public CompletionStage<List<TopicOutcome>> createTopics(List<NewTopic> topics, boolean validateOnly) {
        return createTopics(topics, validateOnly, MutationQuota.UNLIMITED);
    }

    /** The same, as far as the quota admits; a topic too much is refused with THROTTLING_QUOTA_EXCEEDED. */
    public CompletionStage<List<TopicOutcome>> createTopics(List<NewTopic> topics, boolean validateOnly,
            MutationQuota quota) {
        return hosted(
                submitEach(topics, (image, topic) -> Mutations.limited(image, creation.decide(image, topic), quota),
                        validateOnly,
                        (topic, why) -> refused(topic.name(), why)));
    }

    /** Deletes topics, as far as the quota admits. Outcomes are in the order of the topics. */
    public CompletionStage<List<TopicOutcome>> deleteTopics(List<TopicRef> topics) {
        return deleteTopics(topics, MutationQuota.UNLIMITED);
    }

    /** The same, as far as the quota admits. */
    public CompletionStage<List<TopicOutcome>> deleteTopics(List<TopicRef> topics, MutationQuota quota) {
        return submitEach(topics, (image, topic) -> Mutations.limited(image, TopicDeletion.decide(image, topic), quota),
                false, (topic, why) -> switch (topic) {
                    case TopicRef.ByName(String name) -> refused(name, why);
                    case TopicRef.ById(var id) -> TopicOutcome.refused(null, id, why.error(), why.text());
                });
    }

    /** Adds partitions, or only says whether it would. Outcomes are in the order of the topics. */
    public CompletionStage<List<TopicOutcome>> createPartitions(List<GrownTopic> topics, boolean validateOnly) {
        return createPartitions(topics, validateOnly, MutationQuota.UNLIMITED);
    }

    /** The same, as far as the quota admits. */
    public CompletionStage<List<TopicOutcome>> createPartitions(List<GrownTopic> topics, boolean validateOnly,
            MutationQuota quota) {
        return hosted(submitEach(topics,
                (image, topic) -> Mutations.limited(image, PartitionGrowth.decide(image, topic), quota), validateOnly,
                (topic, why) -> refused(topic.name(), why)));
    }

    /** Changes settings, or only says whether it would. Outcomes are in the order of the resources. */
    public CompletionStage<List<AlterOutcome>> alterSettings(List<AlteredResource> resources, boolean validateOnly) {
        return hosted(submitEach(resources, settings::decide, validateOnly, (resource, why) -> refused(why)));
    }

    /** Changes quotas of clients, or only says whether it would. Outcomes are in the order of the entities. */
    public CompletionStage<List<AlterOutcome>> alterQuotas(List<AlteredQuota> quotas, boolean validateOnly) {
        return submitEach(quotas, QuotaAlteration::decide, validateOnly, (quota, why) -> refused(why));
    }

    /** Raises or lowers levels of features, all or none, or only says whether it would. */
    public CompletionStage<AlterOutcome> updateFeatures(List<FeatureUpdate> updates, boolean validateOnly) {
        return submit(image -> {
            Decision<AlterOutcome> decision = FeatureChange.decide(image, updates);
            return validateOnly ? new Decision<>(List.of(), decision.reply()) : decision;
        }).exceptionally(failed -> refused(UndecidedException.of(failed)));
    }

    /** The internal topic of this name, created if it is not there: NONE and the topic, or what was in the way. */
    public CompletionStage<TopicOutcome> internalTopic(String name) {
        return hosted(
                submit(image -> creation.decideInternal(image, name))
                        .exceptionally(failed -> refused(name, UndecidedException.of(failed))));
    }

    /** The outcome, once the partitions that it speaks of can be written to; the next commands do not wait for that. */
    private <R> CompletionStage<R> hosted(CompletionStage<R> committed) {
        return committed.thenCompose(outcome -> images.applied().thenApply(applied -> outcome));
    }

    /** How many partitions an internal topic has or, if it is not there, would get. Any thread. */
    public int internalPartitions(String name) {
        TopicImage topic = images.current().topic(name);
        return topic == null ? creation.internalPartitions(name) : topic.partitions().size();
    }

    /** Whether a topic may have this name. */
    public static boolean nameAllowed(String name) {
        return TopicNames.problem(name) == null;
    }

    @Override
    public CompletionStage<Reserved> next() {
        return submit(ProducerIdReservation::decide);
    }

    /** Ends. Commands under way may stay without an answer; their clients see the connection close. On the control loop. */
    public void close() {
        leading = false;
        quorum.close();
        refuseWaiting();
    }

    private static TopicOutcome refused(String name, UndecidedException why) {
        return TopicOutcome.refused(name, why.error(), why.text());
    }

    private static AlterOutcome refused(UndecidedException why) {
        return new AlterOutcome(why.error(), why.text());
    }

    /** One command for all items of a request: each is decided after the ones before it, all are committed together. */
    private <T, R> CompletionStage<List<R>> submitEach(List<T> items,
            BiFunction<ClusterImage, T, Decision<R>> decide, boolean validateOnly,
            BiFunction<T, UndecidedException, R> refused) {
        return submit(image -> {
            List<MetadataRecord> records = new ArrayList<>();
            List<R> outcomes = new ArrayList<>(items.size());
            ClusterImage now = image;
            for (T item : items) {
                Decision<R> decision = decide.apply(now, item);
                outcomes.add(decision.reply());
                records.addAll(decision.records());
                now = after(now, decision.records());
            }
            return new Decision<>(validateOnly ? List.of() : records, outcomes);
        }).exceptionally(failed -> {
            UndecidedException why = UndecidedException.of(failed);
            List<R> outcomes = new ArrayList<>(items.size());
            items.forEach(item -> outcomes.add(refused.apply(item, why)));
            return outcomes;
        });
    }

    private <R> CompletionStage<R> submit(Function<ClusterImage, Decision<R>> decide) {
        Command<R> command = new Command<>(decide);
        loop.executeOrRun(() -> {
            if (leading) {
                waiting.add(command);
                commitWaiting();
            } else {
                command.reply.completeExceptionally(UndecidedException.notController());
            }
        });
        return command.reply;
    }

    private void commitWaiting() {
        if (committing || waiting.isEmpty()) {
            return;
        }
        List<Command<?>> together = new ArrayList<>();
        List<MetadataRecord> records = new ArrayList<>();
        ClusterImage image = images.current();
        while (!waiting.isEmpty() && records.size() < RECORDS_PER_BATCH) {
            Command<?> command = waiting.remove();
            List<MetadataRecord> decided = command.decideOn(image);
            image = after(image, decided);
            records.addAll(decided);
            together.add(command);
        }
        if (records.isEmpty()) {
            together.forEach(Command::done);
            commitWaiting();
        } else {
            propose(records, () -> together.forEach(Command::done),
                    failed -> together.forEach(command -> command.reply.completeExceptionally(
                            failed instanceof UndecidedException ? failed : UndecidedException.notController())));
        }
    }

    private void propose(List<MetadataRecord> records, Runnable committed, Consumer<Throwable> refused) {
        committing = true;
        quorum.propose(epoch, records).whenComplete((outcome, failed) -> {
            committing = false;
            if (failed != null) {
                leading = false;
                refused.accept(failed);
                refuseWaiting();
                return;
            }
            switch (outcome) {
                case COMMITTED -> committed.run();
                case NO_ROOM -> refused.accept(UndecidedException.noRoom());
            }
            if (!committing && quorum.batchesSinceSnapshot() >= BATCHES_BETWEEN_SNAPSHOTS) {
                saveSnapshot();
            } else {
                commitWaiting();
            }
        });
    }

    private void saveSnapshot() {
        committing = true;
        quorum.save(state.snapshot()).whenComplete((nothing, failed) -> {
            committing = false;
            commitWaiting();
        });
    }

    private void refuseWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().reply.completeExceptionally(UndecidedException.notController());
        }
    }

    private ClusterImage after(ClusterImage image, List<MetadataRecord> records) {
        if (records.isEmpty()) {
            return image;
        }
        ImageBuilder builder = new ImageBuilder(image);
        Invariants.check(builder.apply(image.controllerEpoch(), records), "a decided batch applies");
        return builder.build().after();
    }

    private MetadataQuorum.Listener listener() {
        return new MetadataQuorum.Listener() {
            @Override
            public void load(MetadataSnapshot snapshot) {
                state.load(snapshot);
            }

            @Override
            public void committed(int controllerEpoch, List<MetadataRecord> records) {
                state.committed(controllerEpoch, records);
            }

            @Override
            public void elected(int controllerEpoch) {
                epoch = controllerEpoch;
                leading = true;
            }

            @Override
            public void resigned() {
                leading = false;
                refuseWaiting();
            }
        };
    }
}
