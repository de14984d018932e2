package dev.tidemark.broker.partition;

import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.MetadataListener;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.PartitionLog;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this broker leads, as the cluster's metadata says: opened, reconfigured and taken away here, on the
 * control loop; found from any thread. Each is given to one of the partition loops for its whole life.
 */
public final class LedPartitions implements Partitions, MetadataListener {

    private static final Logger LOG = LoggerFactory.getLogger(LedPartitions.class);

    private static final long RETRY_MS = 1_000;

    private record ById(UUID topicId, int partition) {}

    private final int nodeId;
    private final LogManager logs;
    private final List<PartitionLoop> loops;
    private final EventLoop control;
    private final Function<TopicImage, LogConfig> configs;
    private final Map<TopicPartition, LedPartition> byName = new ConcurrentHashMap<>();
    private final Map<ById, LedPartition> byId = new ConcurrentHashMap<>();
    private final Executor disk;
    private final LogCheckpoints checkpoints;
    private final TopicTraffic traffic = new TopicTraffic(TopicTraffic.TOPICS_MAX);
    /** Partitions whose files are being made or taken away, and what is to happen to them afterwards. Control loop only. */
    private final Map<TopicPartition, FileWork> busy = new HashMap<>();
    /** Partitions that a full disk had no room for, by the id of their topic: they are tried again. Control loop only. */
    private final Map<TopicPartition, UUID> withoutRoom = new HashMap<>();

    private static final class FileWork {
        final ArrayDeque<Runnable> afterwards = new ArrayDeque<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();
    }

    /**
     * @param nodeId this broker
     * @param logs opened already
     * @param loops the owners; partitions are dealt out among them
     * @param control the control loop, on which metadata changes come
     * @param disk makes and removes logs and writes checkpoints, one at a time, where no loop waits for it
     * @param configs a topic's settings over the broker's defaults
     */
    public LedPartitions(int nodeId, LogManager logs, List<PartitionLoop> loops, EventLoop control, Executor disk,
            Function<TopicImage, LogConfig> configs) {
        this.nodeId = nodeId;
        this.logs = logs;
        this.loops = List.copyOf(loops);
        this.control = control;
        this.disk = disk;
        this.checkpoints = new LogCheckpoints(logs, disk);
        this.configs = configs;
    }

    @Override
    public @Nullable LedPartition find(TopicPartition partition) {
        return byName.get(partition);
    }

    @Override
    public @Nullable LedPartition find(UUID topicId, int partition) {
        return byId.get(new ById(topicId, partition));
    }

    @Override
    public boolean hosts(UUID topicId) {
        return byId.containsKey(new ById(topicId, 0));
    }

    @Override
    public Collection<LedPartition> all() {
        return byName.values();
    }

    /** What goes in and out, by topic. */
    public TopicTraffic traffic() {
        return traffic;
    }

    /** Writes down where their logs begin and how far they are flushed. */
    public LogCheckpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public void changed(ClusterDelta delta) {
        for (TopicImage topic : delta.deleted()) {
            traffic.forget(topic.name());
            for (int i = 0; i < topic.partitions().size(); i++) {
                TopicPartition name = new TopicPartition(topic.name(), i);
                whenFree(name, () -> takeAway(name));
            }
        }
        for (TopicImage topic : delta.created()) {
            open(topic);
        }
        delta.reconfigured().forEach(this::reconfigure);
        for (ClusterDelta.Changed change : delta.changed()) {
            open(change.after());
        }
    }

    /** Leads what is ours of the topic and is not led yet, or not in this epoch. */
    private void open(TopicImage topic) {
        for (int i = 0; i < topic.partitions().size(); i++) {
            PartitionImage image = topic.partitions().get(i);
            if (image.leader() != nodeId) {
                continue;
            }
            TopicPartition name = new TopicPartition(topic.name(), i);
            whenFree(name, () -> lead(topic, name, image.leaderEpoch()));
        }
    }

    private void lead(TopicImage topic, TopicPartition name, int leaderEpoch) {
        LedPartition led = byName.get(name);
        if (led != null) {
            if (led.leaderEpoch() != leaderEpoch) {
                led.owner().executeOrRun(() -> led.lead(leaderEpoch));
            }
            return;
        }
        PartitionLog log = logs.find(name);
        if (log != null && log.topicId().equals(topic.id())) {
            log.configure(configs.apply(topic));
            host(log, leaderEpoch);
        } else if (!logs.offline().containsKey(name)) {
            make(topic, name, leaderEpoch);
        }
    }

    private void host(PartitionLog log, int leaderEpoch) {
        TopicPartition name = log.partition();
        LedPartition led = new LedPartition(log, loopOf(log.topicId(), name.partition()), leaderEpoch,
                traffic.of(name.topic()), checkpoints);
        byId.put(new ById(log.topicId(), name.partition()), led);
        byName.put(name, led);
        led.owner().executeOrRun(() -> led.lead(leaderEpoch));
    }

    /** A new log, and the partition led; if the disk says no, a line in the log, and the partition stays unknown: until there is room, if that was it. */
    private void make(TopicImage topic, TopicPartition name, int leaderEpoch) {
        LogConfig config = configs.apply(topic);
        busy.put(name, new FileWork());
        disk.execute(() -> {
            PartitionLog made = null;
            boolean full = false;
            try {
                made = logs.create(name, topic.id(), config);
            } catch (TidemarkException trouble) {
                full = trouble.code() == FailureCode.DISK_FULL;
                LOG.error("{} cannot be served", name, trouble);
            }
            PartitionLog log = made;
            boolean later = full;
            control.executeOrRun(() -> {
                if (log != null) {
                    host(log, leaderEpoch);
                } else if (later) {
                    withoutRoom.put(name, topic.id());
                    control.schedule(RETRY_MS, () -> tryAgain(topic, name, leaderEpoch));
                }
                free(name);
            });
        });
    }

    private void tryAgain(TopicImage topic, TopicPartition name, int leaderEpoch) {
        whenFree(name, () -> {
            if (withoutRoom.remove(name, topic.id())) {
                lead(topic, name, leaderEpoch);
            }
        });
    }

    private PartitionLoop loopOf(UUID topicId, int partition) {
        return loops.get(Math.floorMod(topicId.hashCode() + partition, loops.size()));
    }

    private void reconfigure(TopicImage topic) {
        LogConfig config = configs.apply(topic);
        for (int i = 0; i < topic.partitions().size(); i++) {
            TopicPartition name = new TopicPartition(topic.name(), i);
            whenFree(name, () -> {
                LedPartition led = byName.get(name);
                if (led != null) {
                    led.owner().executeOrRun(() -> led.configure(config));
                }
            });
        }
    }

    private void takeAway(TopicPartition name) {
        withoutRoom.remove(name);
        LedPartition led = byName.remove(name);
        if (led == null) {
            if (logs.offline().containsKey(name)) {
                // its files would stay, and keep the next topic of the name from having any
                busy.put(name, new FileWork());
                disk.execute(() -> delete(name));
            }
            return;
        }
        byId.remove(new ById(led.topicId(), name.partition()));
        busy.put(name, new FileWork());
        led.owner().executeOrRun(() -> {
            led.retire();
            led.whenNotCompacted(() -> disk.execute(() -> delete(name)));
        });
    }

    /** Runs where work on files runs. */
    private void delete(TopicPartition name) {
        try {
            logs.delete(name);
        } catch (TidemarkException trouble) {
            LOG.error("the files of {} could not be removed", name, trouble);
        }
        control.executeOrRun(() -> free(name));
    }

    // the order of what happens to one partition

    private void whenFree(TopicPartition name, Runnable step) {
        FileWork work = busy.get(name);
        if (work == null) {
            step.run();
        } else {
            work.afterwards.add(step);
        }
    }

    private void free(TopicPartition name) {
        FileWork work = Invariants.present(busy.remove(name), "the work on " + name);
        while (!work.afterwards.isEmpty()) {
            work.afterwards.remove().run();
            FileWork next = busy.get(name);
            if (next != null) {
                next.afterwards.addAll(work.afterwards);
                CompletionStage<Void> following = next.done;
                following.whenComplete((done, never) -> work.done.complete(null));
                return;
            }
        }
        work.done.complete(null);
    }

    @Override
    public CompletionStage<Void> applied() {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        control.executeOrRun(() -> {
            CompletionStage<Void> all = CompletableFuture
                    .allOf(busy.values().stream().map(work -> work.done).toArray(CompletableFuture[]::new));
            all.whenComplete((done, never) -> applied.complete(null));
        });
        return applied;
    }
}
