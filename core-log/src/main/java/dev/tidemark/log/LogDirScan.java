package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.recovery.LogRecovery;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The look at the folders in the log dirs at a start: which are logs to open, which are left of deleted ones and go, which belong to nobody.
 * Run once, by {@link LogManager#open}'s caller.
 */
final class LogDirScan {

    private static final Logger LOG = LoggerFactory.getLogger(LogDirScan.class);

    /**
     * A log that the metadata knows by name; whether it is that topic's, its files say.
     *
     * @param takenBack the checkpoints of the log dir may speak of another log that had the name meanwhile
     */
    record Found(LogDir dir, TopicPartition partition, Path folder, boolean takenBack) {

        LogRecovery.Known known() {
            return takenBack ? new LogRecovery.Known(folder, false, 0, 0)
                    : new LogRecovery.Known(folder, dir.cleanStart(), dir.recoveryPoint(partition),
                            dir.logStart(partition));
        }

        long compacted() {
            return takenBack ? 0 : dir.compacted(partition);
        }
    }

    private final Storage storage;
    private final Executor background;
    private final HostedLogs hosted;
    private final StrayLogs strays;
    private final List<Found> found = new ArrayList<>();
    private final Set<TopicPartition> names = new HashSet<>();
    /** What earlier starts set aside. */
    private final Map<Path, LogDir> aside = new TreeMap<>();

    /** @param background removes the files of deleted logs */
    LogDirScan(Storage storage, Executor background, HostedLogs hosted, StrayLogs strays) {
        this.storage = storage;
        this.background = background;
        this.hosted = hosted;
        this.strays = strays;
    }

    /** The logs to open. */
    List<Found> scan(List<LogDir> dirs) {
        for (LogDir dir : dirs) {
            for (String name : storage.list(dir.path())) {
                Path folder = dir.path().resolve(name);
                if (storage.isFolder(folder)) {
                    sort(dir, name, folder);
                }
            }
        }
        aside.forEach((folder, dir) -> {
            TopicPartition partition = LogFolders.partitionOfStray(folder.getFileName().toString());
            if (partition == null || !takeBack(dir, folder, partition)) {
                strays.tell(folder);
            }
        });
        return found;
    }

    private void sort(LogDir dir, String name, Path folder) {
        TopicPartition partition = LogFolders.partitionOf(name);
        if (LogFolders.isDeleted(name)) {
            background.execute(() -> storage.deleteTree(folder));
        } else if (LogFolders.isStray(name)) {
            aside.put(folder, dir);
        } else if (partition != null && hosted.hosts(partition)) {
            toOpen(new Found(dir, partition, folder, false));
        } else if (partition != null) {
            strays.add(folder, partition);
        }
    }

    private boolean takeBack(LogDir dir, Path folder, TopicPartition partition) {
        Path back = names.contains(partition) ? null : strays.takeBack(folder, partition, hosted);
        if (back == null) {
            return false;
        }
        LOG.info("{} was set aside by an earlier start; the metadata knows its topic again", back);
        toOpen(new Found(dir, partition, back, true));
        return true;
    }

    private void toOpen(Found log) {
        names.add(log.partition);
        found.add(log);
    }
}
