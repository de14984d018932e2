package dev.tidemark.verification.simulation.workload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Draws changes of topics without end, each of which is possible after the ones before: it deletes and changes only what it created, and
 * never uses a name again, so that offsets of one name mean one topic. Used by one thread.
 */
public final class AdminChurnPlan {

    private record Topic(int partitions, boolean compacted) {}

    private record Setting(String key, List<String> values) {}

    private static final int PARTITIONS_MAX = 8;
    private static final List<Setting> SETTINGS = List.of(
            new Setting("segment.bytes", List.of("1048576", "4194304")),
            new Setting("retention.ms", List.of("60000", "3600000", "-1")),
            new Setting("max.message.bytes", List.of("65536", "1048588")),
            new Setting("message.timestamp.type", List.of("CreateTime", "LogAppendTime")),
            new Setting("min.cleanable.dirty.ratio", List.of("0.01", "0.5")));

    private final String prefix;
    private final int topicsMax;
    private final RandomGenerator random;
    private final Map<String, Topic> topics = new TreeMap<>();
    private int created;

    /** @param prefix of all topics' names */
    public AdminChurnPlan(String prefix, int topicsMax, RandomGenerator random) {
        this.prefix = prefix;
        this.topicsMax = topicsMax;
        this.random = random;
    }

    public AdminStep next() {
        if (topics.isEmpty() || (topics.size() < topicsMax && random.nextInt(4) == 0)) {
            return create();
        }
        String name = new ArrayList<>(topics.keySet()).get(random.nextInt(topics.size()));
        Topic topic = Objects.requireNonNull(topics.get(name));
        return switch (random.nextInt(4)) {
            case 0 -> delete(name);
            case 1 -> topic.partitions() < PARTITIONS_MAX ? grow(name, topic) : delete(name);
            case 2 -> alter(name);
            // what is compacted is not cut off: the broker refuses it
            default -> topic.compacted() ? alter(name)
                    : new AdminStep.DeleteRecords(name, random.nextInt(topic.partitions()), random.nextDouble());
        };
    }

    private AdminStep create() {
        String name = prefix + created++;
        Topic topic = new Topic(1 + random.nextInt(PARTITIONS_MAX), random.nextInt(3) == 0);
        topics.put(name, topic);
        return new AdminStep.CreateTopic(name, topic.partitions(), topic.compacted());
    }

    private AdminStep delete(String name) {
        topics.remove(name);
        return new AdminStep.DeleteTopic(name);
    }

    private AdminStep grow(String name, Topic topic) {
        int partitions = topic.partitions() + 1 + random.nextInt(PARTITIONS_MAX - topic.partitions());
        topics.put(name, new Topic(partitions, topic.compacted()));
        return new AdminStep.AddPartitions(name, partitions);
    }

    private AdminStep alter(String name) {
        Setting setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
        return new AdminStep.AlterConfig(name, setting.key(),
                setting.values().get(random.nextInt(setting.values().size())));
    }
}
