package dev.tidemark.broker.partition;

import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.MetadataListener;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogManager;
import dev.tidemark.log.PartitionLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

    private record ById(UUID topicId, int partition) {}

    private final int nodeId;
    private final LogManager logs;
    private final List<PartitionLoop> loops;
    private final EventLoop control;
    private final Function<TopicImage, LogConfig> configs;
    private final Map<TopicPartition, LedPartition> byName = new ConcurrentHashMap<>();
    private final Map<ById, LedPartition> byId = new ConcurrentHashMap<>();
    /** Partitions whose owner still has to let go of the log; what is to happen afterwards. Control loop only. */
    private final Map<TopicPartition, List<Runnable>> leaving = new HashMap<>();

    /**
     * @param nodeId this broker
     * @param logs opened already
     * @param loops the owners; partitions are dealt out among them
     * @param control the control loop, on which metadata changes come
     * @param configs a topic's settings over the broker's defaults
     */
    public LedPartitions(int nodeId, LogManager logs, List<PartitionLoop> loops, EventLoop control,
            Function<TopicImage, LogConfig> configs) {
        this.nodeId = nodeId;
        this.logs = logs;
        this.loops = List.copyOf(loops);
        this.control = control;
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

    @Override
    public void changed(ClusterDelta delta) {
        for (TopicImage topic : delta.deleted()) {
            for (int i = 0; i < topic.partitions().size(); i++) {
                takeAway(new TopicPartition(topic.name(), i));
            }
        }
        for (TopicImage topic : delta.created()) {
            open(topic);
        }
        for (ClusterDelta.Changed change : delta.changed()) {
            if (!change.before().configs().equals(change.after().configs())) {
                reconfigure(change.after());
            }
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
            List<Runnable> afterwards = leaving.get(name);
            if (afterwards != null) {
                afterwards.add(() -> lead(topic, name, image.leaderEpoch()));
            } else {
                lead(topic, name, image.leaderEpoch());
            }
        }
    }

    private void lead(TopicImage topic, TopicPartition name, int leaderEpoch) {
        LedPartition led = byName.get(name);
        if (led == null) {
            PartitionLog log = logOf(topic, name);
            if (log == null) {
                return;
            }
            led = new LedPartition(log, loopOf(topic.id(), name.partition()), leaderEpoch);
            byId.put(new ById(topic.id(), name.partition()), led);
            byName.put(name, led);
        } else if (led.leaderEpoch() == leaderEpoch) {
            return;
        }
        LedPartition leading = led;
        leading.owner().executeOrRun(() -> leading.lead(leaderEpoch));
    }

    /** The log on disk, or a new one; null, with a line in the log, if the disk says no: the partition stays unknown. */
    private @Nullable PartitionLog logOf(TopicImage topic, TopicPartition name) {
        try {
            PartitionLog log = logs.find(name);
            if (log != null && !log.topicId().equals(topic.id())) {
                LOG.warn("{} on disk belongs to another topic of that name, {}; it is deleted", name, log.topicId());
                logs.delete(name);
                log = null;
            }
            if (log == null) {
                return logs.offline().containsKey(name) ? null : logs.create(name, topic.id(), configs.apply(topic));
            }
            log.configure(configs.apply(topic));
            return log;
        } catch (TidemarkException disk) {
            LOG.error("{} cannot be served", name, disk);
            return null;
        }
    }

    private PartitionLoop loopOf(UUID topicId, int partition) {
        return loops.get(Math.floorMod(topicId.hashCode() + partition, loops.size()));
    }

    private void reconfigure(TopicImage topic) {
        LogConfig config = configs.apply(topic);
        for (int i = 0; i < topic.partitions().size(); i++) {
            LedPartition led = byName.get(new TopicPartition(topic.name(), i));
            if (led != null) {
                led.owner().executeOrRun(() -> led.configure(config));
            }
        }
    }

    private void takeAway(TopicPartition name) {
        LedPartition led = byName.remove(name);
        if (led == null) {
            return;
        }
        byId.remove(new ById(led.topicId(), name.partition()));
        leaving.put(name, new ArrayList<>());
        led.owner().executeOrRun(() -> {
            led.retire();
            control.executeOrRun(() -> left(name));
        });
    }

    private void left(TopicPartition name) {
        try {
            logs.delete(name);
        } catch (TidemarkException disk) {
            LOG.error("the files of {} could not be removed", name, disk);
        }
        Invariants.present(leaving.remove(name), "what follows the end of " + name).forEach(Runnable::run);
    }
}
