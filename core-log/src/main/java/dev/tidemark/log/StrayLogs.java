package dev.tidemark.log;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folders of logs that no topic of the metadata owns, as a crash between the deletion of a topic and that of its files leaves them. They are not
 * opened. As in Kafka each gets a name that no log has, and stays: only an operator knows whether somebody still wants it. Found by the threads
 * that open logs; the rest is run by {@link LogManager}'s caller.
 */
final class StrayLogs {

    private final Storage storage;
    private final Supplier<UUID> newId;
    private final Consumer<String> warnings;
    /** Under the names of logs. Sorted: names are made, and warnings come, in one order. */
    private final Map<Path, TopicPartition> found = new ConcurrentSkipListMap<>();

    /**
     * @param newId makes names unique
     * @param warnings takes a warning for each
     */
    StrayLogs(Storage storage, Supplier<UUID> newId, Consumer<String> warnings) {
        this.storage = storage;
        this.newId = newId;
        this.warnings = warnings;
    }

    /** The metadata does not know this one; any thread. */
    void add(Path folder, TopicPartition partition) {
        found.put(folder, partition);
    }

    /** Sets aside what was found. One that cannot be renamed is no reason not to start: it is told, and stays where it is. */
    void setAside() {
        found.forEach((folder, partition) -> {
            try {
                setAside(folder, partition);
            } catch (TidemarkException trouble) {
                if (!storage.exists(folder)) {
                    throw trouble; // it has its new name, but for how long
                }
                warn(folder, folder, "is not opened, and stays since it cannot be renamed (" + trouble.why() + ")");
            }
        });
        found.clear();
    }

    /** Makes room for a log of the name; the new name survives power loss when the call returns. */
    void setAside(Path folder, TopicPartition partition) {
        Path aside = folder.resolveSibling(LogFolders.stray(partition, newId.get()));
        rename(folder, aside);
        warn(folder, aside, "is not opened, and is kept as " + aside.getFileName());
    }

    /** One that an earlier start set aside is still there. */
    void tell(Path folder) {
        warn(folder, folder, "is not opened, and stays");
    }

    /**
     * Gives one that an earlier start set aside its name back, if the metadata knows its topic after all: that start had older metadata, or another
     * folder's. Otherwise the topic would begin anew, empty, which is why a rename that fails is not passed over here. Nobody may have the name.
     *
     * @return the folder under its old name, or null if it still belongs to no topic
     */
    @Nullable
    Path takeBack(Path folder, TopicPartition partition, HostedLogs hosted) {
        Path before = folder.resolveSibling(partition.toString());
        UUID topicId = topicId(folder);
        if (topicId == null || !hosted.hosts(partition, topicId)) {
            return null;
        }
        rename(folder, before);
        return before;
    }

    private void rename(Path from, Path to) {
        storage.rename(from, to);
        Path dir = from.getParent();
        if (dir != null) {
            storage.syncDirectory(dir);
        }
    }

    private void warn(Path found, Path now, String what) {
        UUID topicId = topicId(now);
        warnings.accept(
                "The log folder " + found + " (topic id " + (topicId == null ? "unknown" : KafkaUuid.format(topicId))
                        + ", " + bytes(now) + " bytes) belongs to no topic that the metadata knows. It " + what
                        + ". Delete it when nobody misses what is in it");
    }

    private @Nullable UUID topicId(Path folder) {
        try {
            return PartitionMetadata.read(storage, folder);
        } catch (TidemarkException unknown) {
            return null;
        }
    }

    private String bytes(Path folder) {
        try {
            return Long.toString(sum(folder));
        } catch (TidemarkException unreadable) {
            return "an unknown number of";
        }
    }

    private long sum(Path folder) {
        long bytes = 0;
        for (String name : storage.list(folder)) {
            Path path = folder.resolve(name);
            bytes += storage.isFolder(path) ? sum(path) : storage.size(path);
        }
        return bytes;
    }
}
