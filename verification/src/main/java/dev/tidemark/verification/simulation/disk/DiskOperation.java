package dev.tidemark.verification.simulation.disk;

/** What a process does to its disk, as a {@link DiskWatch} hears of it. */
public enum DiskOperation {
    OPEN, READ, WRITE, TRUNCATE, FORCE, MAP, LOOK, CREATE_FOLDERS, DELETE, RENAME, SYNC_FOLDER, LOCK;

    /** Whether it changes what is on the disk, or what of it would survive. */
    public boolean changes() {
        return switch (this) {
            case WRITE, TRUNCATE, FORCE, CREATE_FOLDERS, DELETE, RENAME, SYNC_FOLDER -> true;
            case OPEN, READ, MAP, LOOK, LOCK -> false;
        };
    }
}
