package dev.tidemark.client.producer;

import dev.tidemark.client.net.MetadataImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where records without a key go: to one partition of the topic until about a batch is full, then to another by chance (KIP-480, KIP-794), so
 * that batches are large and partitions even. Confined to the producer's loop.
 */
final class StickyPartitions {

    private static final class Current {
        int partition = -1;
        long bytes;
    }

    private final Map<String, Current> byTopic = new HashMap<>();
    private final int switchAfterBytes;
    private final RandomGenerator random;

    StickyPartitions(int switchAfterBytes, RandomGenerator random) {
        this.switchAfterBytes = switchAfterBytes;
        this.random = random;
    }

    /** The partition of the next record of this size. */
    int next(MetadataImage.Topic topic, int bytes) {
        Current current = byTopic.computeIfAbsent(topic.name(), name -> new Current());
        if (current.partition < 0 || current.partition >= topic.partitions().size()
                || current.bytes >= switchAfterBytes) {
            current.partition = choose(topic);
            current.bytes = 0;
        }
        current.bytes += bytes;
        return current.partition;
    }

    /** Any partition that has a leader; any at all if none has. */
    private int choose(MetadataImage.Topic topic) {
        List<Integer> led = new ArrayList<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            if (topic.partitions().get(i).leaderId() >= 0) {
                led.add(i);
            }
        }
        return led.isEmpty() ? random.nextInt(topic.partitions().size()) : led.get(random.nextInt(led.size()));
    }
}
