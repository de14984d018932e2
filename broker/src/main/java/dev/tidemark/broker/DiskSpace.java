package dev.tidemark.broker;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disks of the log dirs have room, as last looked ({@code tidemark.disk.full.percent}). The control loop says when to look, and
 * the disk's executor looks; {@link #problem} may be asked from any thread. Writes stop before the disk is really full, so that what frees space (retention, deletion, metadata) still can
 * write; and they go on by themselves once there is room.
 */
final class DiskSpace {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final long LOOK_INTERVAL_MS = 5_000;

    private final Storage storage;
    private final List<Path> logDirs;
    private final int fullPercent;
    private final EventLoop control;
    private final Executor disk;
    private volatile @Nullable String problem;
    private boolean stopped;

    /** @param disk looks: a disk that answers slowly holds up no loop */
    DiskSpace(Storage storage, List<Path> logDirs, int fullPercent, EventLoop control, Executor disk) {
        this.storage = storage;
        this.logDirs = List.copyOf(logDirs);
        this.fullPercent = fullPercent;
        this.control = control;
        this.disk = disk;
    }

    /** Looks now and then every few seconds. */
    void start() {
        if (!stopped) {
            disk.execute(this::look);
            control.schedule(LOOK_INTERVAL_MS, this::start);
        }
    }

    void stop() {
        stopped = true;
    }

    /** What keeps writes out, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    private void look() {
        String found = null;
        for (Path dir : logDirs) {
            long total = storage.totalBytes(dir);
            long used = total - storage.usableBytes(dir);
            if (used >= total / 100.0 * fullPercent) {
                found = "the disk of " + dir + " is " + Math.round(100.0 * used / total)
                        + " % full; writes wait below tidemark.disk.full.percent = "
                        + fullPercent;
            }
        }
        if ((found == null) != (problem == null)) {
            LOG.warn("{}", found == null ? "there is room on the disk again; writes go on" : found);
        }
        problem = found;
    }
}
