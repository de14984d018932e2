package dev.tidemark.verification.simulation.disk;

import java.nio.file.Path;

/** Hears of each operation before it happens, and may throw what the disk says instead. Confined to the simulation's thread. */
@FunctionalInterface
public interface DiskWatch {

    /** @throws dev.tidemark.core.failure.TidemarkException DISK_FAILED, DISK_FULL */
    void before(DiskOperation operation, Path path);

    /**
     * As {@link #before} a write; and the disk may take a part of it only.
     *
     * @return how many of the bytes reach the disk; if that is not all, the write fails after them
     */
    default int beforeWrite(Path path, int bytes) {
        before(DiskOperation.WRITE, path);
        return bytes;
    }

    /** A disk that works. */
    static DiskWatch nothing() {
        return (operation, path) -> {};
    }
}
