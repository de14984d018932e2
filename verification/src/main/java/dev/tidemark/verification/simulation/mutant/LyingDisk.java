package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.storage.ForwardingFile;
import dev.tidemark.storage.ForwardingStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;

/** What a disk says it did and did not. */
public enum LyingDisk {
    /** It does what it says. */
    HONEST,
    /** A force makes nothing durable. */
    FORCES_NOTHING,
    /** A sync of a folder makes no name durable. */
    SYNCS_NO_FOLDER;

    /** The disk with its lie. */
    public Storage over(Storage disk) {
        return switch (this) {
            case HONEST -> disk;
            case FORCES_NOTHING -> new Unforced(disk);
            case SYNCS_NO_FOLDER -> new Unsynced(disk);
        };
    }

    /** Confined to the simulation's thread. */
    private static final class Unforced extends ForwardingStorage {

        Unforced(Storage disk) {
            super(disk);
        }

        @Override
        public StorageFile open(Path file, Mode mode) {
            return new UnforcedFile(super.open(file, mode));
        }
    }

    /** Confined to the simulation's thread. */
    private static final class UnforcedFile extends ForwardingFile {

        UnforcedFile(StorageFile file) {
            super(file);
        }

        @Override
        public void force() {
            // the lie
        }
    }

    /** Confined to the simulation's thread. */
    private static final class Unsynced extends ForwardingStorage {

        Unsynced(Storage disk) {
            super(disk);
        }

        @Override
        public void syncDirectory(Path folder) {
            // the lie
        }
    }
}
