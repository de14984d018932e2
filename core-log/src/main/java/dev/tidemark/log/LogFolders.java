package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The names of partitions' folders in a log dir, in Kafka's words. No state. */
final class LogFolders {

    /** The longest name that file systems take. */
    private static final int LENGTH_MAX = 255;
    private static final String DELETED = "-delete";
    private static final String STRAY = "-stray";

    private LogFolders() {}

    /** {@code topic-partition}, or null for other names. */
    static @Nullable TopicPartition partitionOf(String name) {
        int dash = name.lastIndexOf('-');
        if (dash <= 0 || dash == name.length() - 1) {
            return null;
        }
        for (int i = dash + 1; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return null;
            }
        }
        return name.length() - dash > 10 ? null
                : new TopicPartition(name.substring(0, dash), Integer.parseInt(name, dash + 1, name.length(), 10));
    }

    /** Under which a deleted log waits for the removal of its files; {@code id} makes it unique. */
    static String deleted(TopicPartition partition, UUID id) {
        return within(partition.topic(), "." + hex(id) + "." + partition.partition() + DELETED);
    }

    static boolean isDeleted(String name) {
        return name.endsWith(DELETED);
    }

    /** Under which a log is kept that belongs to no topic; {@code id} makes it unique. */
    static String stray(TopicPartition partition, UUID id) {
        return within(partition.topic(), "-" + partition.partition() + "." + hex(id) + STRAY);
    }

    static boolean isStray(String name) {
        return name.endsWith(STRAY);
    }

    /** Which log a {@link #stray} was, or null if the name does not say. */
    static @Nullable TopicPartition partitionOfStray(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 || !isStray(name) ? null : partitionOf(name.substring(0, dot));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /** Of a long topic name only the beginning. */
    private static String within(String topic, String suffix) {
        return topic.substring(0, Math.min(topic.length(), LENGTH_MAX - suffix.length())) + suffix;
    }
}
